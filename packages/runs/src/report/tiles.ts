import { count, difference, dollars, duration, figure } from './figures.ts'
import { findingsInWords } from './findings.ts'
import { html, type Html } from './html.ts'
import type { RunModel, Trial } from './model.ts'
import { purposes, type Totals } from './totals.ts'

interface Tile {
  readonly name: string
  readonly value: string
  readonly detail?: string | false | undefined
}

/** The run in a few figures. */
export function tiles(model: RunModel): Html {
  const all = [
    ...scoreTiles(model),
    stepsTile(model),
    ...costTiles(model.totals),
    timeTile(model),
    ...foundTile(model),
  ]
  return html`<dl class="tiles">
    ${all.map(
      ({ name, value, detail }) =>
        html`<div>
          <dt>${name}</dt>
          <dd class="figure">${value}</dd>
          ${detail && html`<dd class="detail">${detail}</dd>`}
        </div>`,
    )}
  </dl>`
}

function scoreTiles({ baseline, best }: RunModel): Tile[] {
  const isBetter = baseline && best && best.step > 0
  return [
    { name: 'Start score', value: scoreOf(baseline), detail: flaw(baseline) },
    {
      name: 'Best score',
      value: scoreOf(best),
      detail: isBetter
        ? `${difference(baseline.evaluation.score, best.evaluation.score)} in step ${best.step}${flaw(best) ? `, ${flaw(best)}` : ''}`
        : baseline && 'the start itself',
    },
  ]
}

function scoreOf(trial: Trial | undefined): string {
  if (!trial) return 'none yet'
  return trial.evaluation.error === undefined ? figure(trial.evaluation.score) : 'none'
}

function flaw(trial: Trial | undefined): string | undefined {
  if (trial?.evaluation.error !== undefined) return 'could not be evaluated'
  return trial?.evaluation.feasible === false ? 'infeasible' : undefined
}

function stepsTile({ steps }: RunModel): Tile {
  const of = (state: string): number => steps.filter((step) => step.state === state).length
  const open = of('in progress') + of('broken off')
  return {
    name: 'Steps',
    value: figure(of('kept') + of('reverted') + open),
    detail: `${of('kept')} kept, ${of('reverted')} reverted${open > 0 ? `, ${open} not ended` : ''}`,
  }
}

function costTiles({ calls, ruleCalls, tokens, dollars: price, evaluations }: Totals): Tile[] {
  const models = Object.values(calls).reduce((sum, one) => sum + one, 0)
  const byPurpose = purposes.flatMap((purpose) => (calls[purpose] ? [`${purpose} ${calls[purpose]}`] : []))
  const byRules = ruleCalls > 0 && `${count(ruleCalls, 'call')} answered by rules`
  const detail = [...byPurpose, ...(byRules ? [byRules] : [])].join(', ')
  const evaluated: Tile = { name: 'Evaluations', value: figure(evaluations) }
  if (models === 0) {
    const value = 'none'
    return [
      { name: 'Model calls', value, detail },
      { name: 'Tokens', value },
      { name: 'Cost', value },
      evaluated,
    ]
  }
  return [
    { name: 'Model calls', value: figure(models), detail },
    {
      name: 'Tokens',
      ...partly(models, tokens.unknown, figure(tokens.input + tokens.output)),
      ...(tokens.unknown === 0 && { detail: `${figure(tokens.input)} in, ${figure(tokens.output)} out` }),
    },
    { name: 'Cost', ...partly(models, price.unknown, dollars(price.sum)) },
    evaluated,
  ]
}

/** What is known of a sum when some calls did not say: unknown is never zero. */
function partly(calls: number, unknown: number, sum: string): { value: string; detail?: string } {
  if (unknown === 0) return { value: sum }
  if (unknown === calls) return { value: 'unknown', detail: 'the engine does not say' }
  return { value: `over ${sum}`, detail: `unknown for ${count(unknown, 'call')}` }
}

/** What code found wrong, where it did. */
function foundTile({ findings }: RunModel): Tile[] {
  const all = Object.values(findings).reduce((sum, one) => sum + one, 0)
  return all === 0 ? [] : [{ name: 'Findings', value: figure(all), detail: findingsInWords(findings) }]
}

function timeTile({ time, end }: RunModel): Tile {
  if (!time) return { name: 'Time', value: 'not recorded' }
  return { name: 'Time', value: duration(time.to - time.from), detail: !end && 'so far' }
}

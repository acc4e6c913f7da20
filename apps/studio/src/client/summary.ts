import { count, difference, dollars, duration, figure, purposes } from '@textgrad/runs/views'

import type { RunFold } from '../model/run-fold.ts'
import { betterFirst, stateOf, type StepRow, type TrialRow } from '../model/step-row.ts'
import { useOf, usedInAll, type Use, type Used } from '../model/used.ts'
import type { RunLine } from '../model/wire.ts'
import { costOf, known } from './figures.ts'

/** A figure of a run. */
export interface Tile {
  readonly name: string
  readonly value: string
  /** The value, where it is known. */
  readonly number?: number | undefined
  readonly detail?: string | undefined
}

/** The figures of a run besides its time, always the same ones in the same order. */
export function figuresOf(rows: readonly StepRow[], end: RunFold['end'], before?: RunLine): Tile[] {
  if (before) return lineTiles(before)
  return [...scores(rows, end), stepsTile(rows, end), ...costs(usedInAll(rows.map(({ used }) => used)))]
}

/** The figures of a run, always the same ones in the same order. */
export function summaryOf(rows: readonly StepRow[], end: RunFold['end'], before?: RunLine): readonly Tile[] {
  return [...figuresOf(rows, end, before), timeTile(rows, undefined)]
}

/** The same figures, of a run whose steps are still being read. */
function lineTiles({ baseline, best, steps, spent }: RunLine): Tile[] {
  return [
    { name: 'Start score', value: figure(baseline), number: baseline ?? undefined },
    { name: 'Best score', value: figure(best), number: best ?? undefined },
    { name: 'Steps', value: figure(steps), number: steps },
    counted('Model calls', spent.calls),
    counted('Tokens', spent.tokens),
    { name: 'Cost', value: costOf({ spent }) },
  ]
}

const counted = (name: string, number: number): Tile => ({
  name,
  value: number === 0 ? 'none' : figure(number),
  number,
})

/** The trial with the best score so far, and its step. */
export function bestOf(
  rows: readonly StepRow[],
): { readonly step: number; readonly trial: TrialRow } | undefined {
  let best: { step: number; trial: TrialRow } | undefined
  for (const { number, trials } of rows) {
    for (const trial of trials) {
      const counts = trial.verdict === 'kept' || trial.verdict === 'start'
      if (counts && (best === undefined || betterFirst(trial, best.trial) < 0)) best = { step: number, trial }
    }
  }
  return best
}

function scores(rows: readonly StepRow[], end: RunFold['end']): Tile[] {
  const none = end ? 'none' : 'none yet'
  const start = rows[0]?.number === 0 ? rows[0].trials[0] : undefined
  const best = bestOf(rows)
  return [
    {
      name: 'Start score',
      value: start ? figure(start.score) : none,
      number: start?.score ?? undefined,
      detail: flaw(start),
    },
    {
      name: 'Best score',
      value: best ? figure(best.trial.score) : none,
      number: best?.trial.score ?? undefined,
      detail: gained(start, best) ?? flaw(best?.trial),
    },
  ]
}

function gained(start: TrialRow | undefined, best: ReturnType<typeof bestOf>): string | undefined {
  if (!best || best.step === 0 || start?.score == null || best.trial.score === null) return undefined
  return `${difference(start.score, best.trial.score)} in step ${best.step}`
}

function flaw(trial: TrialRow | undefined): string | undefined {
  if (trial?.failed) return 'could not be evaluated'
  return trial?.feasible === false ? 'infeasible' : undefined
}

function stepsTile(rows: readonly StepRow[], end: RunFold['end']): Tile {
  // One that found nothing to try is how a run ends, as in its report.
  const states = rows
    .filter(({ number }) => number > 0)
    .map((row) => stateOf(row, end))
    .filter((state) => state !== 'finished')
  const of = (state: string): number => states.filter((one) => one === state).length
  const [kept, reverted] = [of('kept'), of('reverted')]
  const open = states.length - kept - reverted
  return {
    name: 'Steps',
    value: figure(states.length),
    number: states.length,
    detail: `${kept} kept, ${reverted} reverted${open > 0 ? `, ${open} not ended` : ''}`,
  }
}

function costs(used: Used): Tile[] {
  const all = useOf(used)
  const byPurpose = purposes.flatMap((purpose) => {
    const calls = used.byPurpose[purpose]?.calls
    return calls === undefined ? [] : [`${purpose} ${calls}`]
  })
  const byRules = used.ruleCalls > 0 ? [`${count(used.ruleCalls, 'call')} answered by rules`] : []
  const detail = [...byPurpose, ...byRules].join(', ') || undefined
  const { calls, inputTokens, outputTokens, unknownTokens } = all
  const tokens = known(calls, unknownTokens, figure(inputTokens + outputTokens))
  return [
    { name: 'Model calls', value: calls === 0 ? 'none' : figure(calls), number: calls, detail },
    {
      name: 'Tokens',
      ...tokens,
      ...(calls > 0 && unknownTokens < calls && { detail: partsOf(all, tokens.detail) }),
      ...(unknownTokens === 0 && { number: inputTokens + outputTokens }),
    },
    costTile(used, all),
  ]
}

function partsOf({ inputTokens, outputTokens }: Use, flaw: string | undefined): string {
  return [`${figure(inputTokens)} in, ${figure(outputTokens)} out`, flaw ?? []].flat().join('; ')
}

/** What it cost, and what for, where that is known of some of it. */
function costTile({ byPurpose }: Used, { calls, dollars: sum, unknownDollars }: Use): Tile {
  const { value, detail } = known(calls, unknownDollars, dollars(sum))
  const parts = purposes.flatMap((purpose) => {
    const use = byPurpose[purpose]
    return use ? [`${purpose} ${known(use.calls, use.unknownDollars, dollars(use.dollars)).value}`] : []
  })
  const told = sum > 0 && parts.length > 1 ? [parts.join(', ')] : []
  return { name: 'Cost', value, detail: [...told, detail ?? []].flat().join('; ') || undefined }
}

/** How long a run took; until `now`, where it goes on. */
export function timeTile(rows: readonly StepRow[], now: number | undefined): Tile {
  const began = rows[0]?.began
  if (began === undefined) return { name: 'Time', value: 'none' }
  const ended = now ?? rows.reduce((last, row) => Math.max(last, row.ended), began)
  return {
    name: 'Time',
    value: duration(Math.max(0, ended - began)),
    detail: now === undefined ? undefined : 'so far',
  }
}

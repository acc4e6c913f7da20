import { count, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import type { RunModel, Trial } from './model.ts'
import { overviewTable } from './overview.ts'
import { metricLabel, scoreMetric, trialsOf } from './score-metric.ts'
import { trajectoryPlots, type Mark, type Plot } from './trajectory-plot.ts'
import { firstWords } from './value.ts'

/** The scores of a run, step by step, with the best so far, as a plot and as a table. */
export function trajectoryView(model: RunModel): Html | false {
  const trials = trialsOf(model)
  const scored = trials.filter(isScored)
  if (scored.length === 0) return false
  const score = scoreMetric(model)
  const target = score?.metric.target === undefined ? undefined : score.sign * score.metric.target
  const label = score && `${score.sign < 0 ? '−' : ''}${metricLabel(score.metric)}`
  const range = rangeOf(scored, target)
  const plot: Plot = {
    marks: trials.map((trial) => asMark(trial, range)),
    best: bestSoFar(model),
    last: Math.max(trials.at(-1)?.step ?? 0, 1),
    range,
    target,
    label: label === undefined || label === 'score' ? 'score' : `score = ${label}`,
    words: inWords(model, scored),
  }
  return html`<section>
    <h2>Trajectory</h2>
    <figure class="trajectory">
      ${trajectoryPlots(plot)}
      <figcaption>${legend(plot)}</figcaption>
    </figure>
    ${overviewTable(model)}
  </section>`
}

function isScored({ evaluation: { error, score } }: Trial): boolean {
  return error === undefined && Number.isFinite(score)
}

function bestSoFar({ baseline, steps }: RunModel): Plot['best'] {
  const start = baseline && isScored(baseline) ? [{ step: 0, score: baseline.evaluation.score }] : []
  const later = steps.flatMap(({ number, bestScore }) =>
    Number.isFinite(bestScore) ? [{ step: number, score: bestScore! }] : [],
  )
  return [...start, ...later]
}

/** An infeasible candidate may be far from all others: it does not squeeze them together. */
function rangeOf(scored: readonly Trial[], target: number | undefined): readonly [number, number] {
  const feasible = scored.filter(({ evaluation }) => evaluation.feasible)
  const scores = (feasible.length > 0 ? feasible : scored).map(({ evaluation }) => evaluation.score)
  if (target !== undefined) scores.push(target)
  return [scores.reduce((a, b) => Math.min(a, b)), scores.reduce((a, b) => Math.max(a, b))]
}

function asMark(trial: Trial, [low, high]: Plot['range']): Mark {
  const { step, evaluation, verdict, candidate } = trial
  const place = step === 0 ? 'Start' : `Step ${step}`
  const words = `${place}: ${outcome(trial)}. ${firstWords(Object.values(candidate).join(' · '))}`
  if (!isScored(trial) || evaluation.score < low) return { step, kind: 'below', score: low, words }
  if (evaluation.score > high) return { step, kind: 'above', score: high, words }
  return {
    step,
    kind: verdict === 'kept' || verdict === 'start' ? 'kept' : 'other',
    score: evaluation.score,
    words,
  }
}

function outcome({ evaluation, verdict }: Trial): string {
  if (evaluation.error !== undefined) return 'could not be evaluated'
  const feasible = evaluation.feasible ? '' : ', infeasible'
  return `${figure(evaluation.score)}${feasible}${verdict === 'start' ? '' : `, ${verdict}`}`
}

function legend({ marks, target, best }: Plot): Html {
  const has = (...kinds: readonly Mark['kind'][]): boolean => marks.some(({ kind }) => kinds.includes(kind))
  return html`<ul class="legend">
    ${has('kept') && key(html`<circle class="kept" cx="11" cy="6" r="4.5" />`, 'kept')}
    ${has('other') && key(html`<circle class="other" cx="11" cy="6" r="4.5" />`, 'not kept')}
    ${has('below', 'above') && key(html`<path class="off" d="M7 2L15 10M7 10L15 2" />`, 'off the scale, or not evaluated')}
    ${best.length > 0 && key(html`<path class="best" d="M0 9H11V3H22" />`, 'best so far')}
    ${target !== undefined && key(html`<line class="target" x1="0" x2="22" y1="6" y2="6" />`, `target ${figure(target)}`)}
  </ul>`
}

function key(sign: Html, words: string): Html {
  return html`<li><svg class="key" viewBox="0 0 22 12" aria-hidden="true">${sign}</svg>${words}</li>`
}

function inWords({ baseline, best, steps }: RunModel, scored: readonly Trial[]): string {
  const tried = `${count(scored.length, 'scored candidate')} in ${count(steps.length, 'step')}`
  if (!baseline || !best || !isScored(baseline)) return `${tried}.`
  const where = best.step === 0 ? 'the start itself' : `step ${best.step}`
  return `${tried}. The start scored ${figure(baseline.evaluation.score)}, the best ${figure(best.evaluation.score)} (${where}).`
}

import type { Metric } from '@textgrad/core'

import { difference, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import { metricLine } from './metrics.ts'
import type { Trial } from './model.ts'
import { rowsTable } from './table.ts'
import { excerpt, folded } from './value.ts'

/** What a candidate is worth, in words and figures. */
export function resultView(trial: Trial, metrics: readonly Metric[]): Html {
  const { evaluation, by, verdict, reason, triedIn } = trial
  const where = triedIn === 0 ? 'at the start' : `in step ${triedIn}`
  return html`<section class="part">
    <h4>Result</h4>
    ${reason !== undefined && html`<p>Reverted: ${reason}${triedIn !== undefined && html`, <a href="#step-${triedIn}">${where}</a>`}.</p>`}
    ${evaluation.error !== undefined && html`<div class="remark"><b>Not evaluated</b> ${excerpt(evaluation.error, 'prose')}</div>`}
    ${evaluation.error === undefined && !evaluation.feasible && html`<p class="remark"><b>Infeasible</b>: it breaks a hard constraint</p>`}
    ${metricLine(trial, metrics)}${verdict !== 'start' && triedIn === undefined && html`<p class="quiet">proposed by ${by}</p>`}${said(trial)}${items(trial)}
  </section>`
}

/** Score, difference and verdict of a candidate in one line. */
export function verdictMark({ evaluation, verdict, parent }: Trial): Html {
  const score = evaluation.error === undefined ? figure(evaluation.score) : 'not evaluated'
  const change =
    parent && evaluation.error === undefined && difference(parent.evaluation.score, evaluation.score)
  return html`<span class="score">${score}</span>${change && html` <span class="delta">${change}</span>`}${
      verdict !== 'start' && html` <span class="mark ${verdict}">${verdict}</span>`
    }`
}

/** Folded, because the next step repeats it where it goes on from this candidate. */
function said({ evaluation }: Trial): Html | false {
  const { feedback } = evaluation
  if (feedback.length === 0) return false
  return folded(
    'Feedback on this candidate',
    feedback.map(
      ({ kind, text }) => html`${kind === 'satisfied' && html`<p>✓ satisfied</p>`}${excerpt(text, 'prose')}`,
    ),
  )
}

function items({ evaluation }: Trial): Html | false {
  const { items = [] } = evaluation
  if (items.length === 0) return false
  const rows = items.map(({ id, score, feedback = [] }) => [
    id,
    score,
    feedback.map(({ kind, text }) => (kind === 'satisfied' ? `✓ ${text}` : text)).join(' · '),
  ])
  return folded(
    `Scores of ${items.length} items`,
    rowsTable({ columns: ['Item', 'Score', 'Feedback'], rows }),
  )
}

import { artifactsView, picturesView } from './artifact.ts'
import { changeView } from './change.ts'
import { figure } from './figures.ts'
import { html, type Html } from './html.ts'
import { metricTable } from './metrics.ts'
import type { RunModel, Trial } from './model.ts'
import { cutAt, folded, fullText } from './value.ts'

/** How many characters of a value are shown before the rest of it is folded. */
const shownInFull = 6000

/** The best candidate with what it started from beside it. */
export function bestView({ baseline, best, metrics, start }: RunModel): Html {
  if (!baseline || !best) {
    return html`<section class="best">
      <h2>The start</h2>
      <p class="quiet">It was not evaluated.</p>
      <div class="card">${values(start)}</div>
    </section>`
  }
  if (best.step === 0) {
    return html`<section class="best">
      <h2>Best candidate</h2>
      <p>Nothing better than the start was found.</p>
      ${card('Start', baseline)}${metricTable(baseline, best, metrics)}${artifactsView(best.artifacts)}
    </section>`
  }
  return html`<section class="best">
    <h2>Best candidate</h2>
    <div class="pair">${card('Start', baseline)}${card(`Best, from step ${best.step}`, best, 'winner')}</div>
    ${metricTable(baseline, best, metrics)}${artifactsView(best.artifacts)}
    ${folded('What changed from the start to the best', changes(baseline, best))}
  </section>`
}

function card(name: string, trial: Trial, emphasis = ''): Html {
  const { evaluation, artifacts, candidate } = trial
  return html`<div class="card ${emphasis}">
    <h3>${name} <span class="score">${figure(evaluation.score)}</span></h3>
    ${evaluation.error !== undefined && html`<p class="remark"><b>Not evaluated</b> ${evaluation.error}</p>`}
    ${!evaluation.feasible && html`<p class="remark"><b>Infeasible</b></p>`}
    ${picturesView(artifacts)}${values(candidate)}
  </div>`
}

function values(candidate: Trial['candidate']): Html[] {
  const entries = Object.entries(candidate)
  return entries.map(([name, value]) => html`${entries.length > 1 && html`<h4>${name}</h4>`}${inFull(value)}`)
}

function inFull(value: string): Html {
  if (value.length <= shownInFull) return fullText(value)
  return html`${fullText(`${cutAt(value, shownInFull)} …`)}${folded('The value in full', fullText(value))}`
}

function changes(from: Trial, to: Trial): Html[] {
  const entries = Object.entries(to.candidate)
  return entries.map(
    ([name, value]) =>
      html`${entries.length > 1 && html`<h4>${name}</h4>`}${changeView(from.candidate[name] ?? '', value)}`,
  )
}

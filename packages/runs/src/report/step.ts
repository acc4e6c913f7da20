import type { Metric } from '@textgrad/core'

import { artifactsView, picturesView } from './artifact.ts'
import { callsView } from './calls.ts'
import { figure, instant } from './figures.ts'
import { gradientsView } from './gradients.ts'
import { html, type Html } from './html.ts'
import type { PersonsNote, RunModel, StepModel, StepState, Told, Trial } from './model.ts'
import { resultView, verdictMark } from './trial.ts'
import { updatesView } from './updates.ts'
import { firstWords, folded, excerpt } from './value.ts'

/** Every step of a run, from the start on. */
export function stepsView(
  { beginning, steps, metrics, start }: RunModel,
  notes: readonly PersonsNote[],
): Html {
  const parameters = Object.keys(start)
  return html`<section class="steps">
    <h2>Step by step</h2>
    ${[beginning, ...steps].map((step) => stepView(step, { metrics, parameters, notes }))}
  </section>`
}

function stepView(step: StepModel, { metrics, parameters, notes }: OfRun): Html {
  const { number, trials, updates } = step
  const [first, ...others] = trials
  const feedback = gradientsView(step, parameters)
  return html`<article class="step" id="step-${number}">
    <header>
      <h3>${number === 0 ? 'Start' : `Step ${number}`}</h3>
      ${stateLine(step)}
    </header>
    ${first ? trialView(first, step, { metrics, feedback }) : html`${feedback}${updatesView(updates, undefined)}`}
    ${others.map((trial) =>
      folded(
        html`${verdictMark(trial)} ${firstWords(Object.values(trial.candidate).join(' · '))}`,
        trialView(trial, step, { metrics, feedback: false }),
      ),
    )}
    ${measuredLine(step.measured)}${step.remarks.map(remark)}${notes.filter((note) => note.step === number).map(personsNote)}${computed(step.forwards)}${callsView(step.calls)}
  </article>`
}

/** What every step is shown with. */
interface OfRun {
  readonly metrics: readonly Metric[]
  readonly parameters: readonly string[]
  readonly notes: readonly PersonsNote[]
}

interface Around {
  readonly metrics: readonly Metric[]
  /** What led to it. */
  readonly feedback: Html | false
}

function trialView(trial: Trial, { updates }: StepModel, { metrics, feedback }: Around): Html {
  return html`<div class="body">
      <div>${feedback}${updatesView(updates, trial)}${resultView(trial, metrics)}</div>
      ${picturesView(trial.artifacts)}
    </div>
    ${artifactsView(trial.artifacts)}`
}

const stateWords: Readonly<Record<StepState, string>> = {
  kept: 'kept',
  reverted: 'reverted',
  finished: 'nothing was left to change',
  'broken off': 'broken off',
  'in progress': 'in progress',
}

function stateLine({ state, trials, number }: StepModel): Html {
  const [first] = trials
  if (!first) return html`<p class="verdict quiet">${number === 0 ? 'not evaluated' : stateWords[state]}</p>`
  const kept = trials.filter(({ verdict }) => verdict === 'kept').length
  const among = trials.length > 1 && ` the best of ${trials.length} candidates, ${kept} kept`
  return html`<p class="verdict">${verdictMark(first)}<span class="quiet">${among}</span></p>`
}

function measuredLine(measured: readonly Told<'metric'>[]): Html | false {
  if (measured.length === 0) return false
  return html`<ul class="metrics">
    ${measured.map(
      ({ name, value, unit }) =>
        html`<li><span class="name">${name}</span> ${figure(value)}${unit && ` ${unit}`}</li>`,
    )}
  </ul>`
}

function remark(event: StepModel['remarks'][number]): Html {
  if (event.type === 'note')
    return html`<div class="remark"><b>Note</b> ${excerpt(event.text, 'prose')}</div>`
  if (event.type === 'finding')
    return html`<div class="remark warning"><b>Found</b> ${excerpt(event.text, 'prose')}</div>`
  const { message, cause, stack } = event
  const more = stack ?? cause
  return html`<div class="remark warning">
    <b>Warning</b> ${excerpt(message, 'prose')}${more !== undefined && folded('Cause', excerpt(more, 'code'))}
  </div>`
}

function personsNote({ at, text }: PersonsNote): Html {
  return html`<div class="remark"><b>Noted by a person</b> (${instant(at)}) ${excerpt(text, 'prose')}</div>`
}

/** What the ops made of the values, as far as it is short: the rest stands in the prompts. */
function computed(forwards: readonly Told<'forward'>[]): Html | false {
  if (forwards.length === 0) return false
  return folded(
    'Computed values',
    html`<dl class="computed">
      ${forwards.map(
        ({ role, op, value, error }) =>
          html`<div>
            <dt>${role} · ${op}</dt>
            <dd>${excerpt(error === undefined ? value : `failed: ${error}`)}</dd>
          </div>`,
      )}
    </dl>`,
  )
}

import { difference, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import type { RunModel, StepModel, Trial } from './model.ts'
import { firstWords, folded } from './value.ts'

/** The steps as a table that leads to each; what the plot shows, in words. */
export function overviewTable({ beginning, steps }: RunModel): Html {
  return folded(
    'The steps as a table',
    html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" class="number">Score</th>
            <th scope="col" class="number">Difference</th>
            <th scope="col">Outcome</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${[beginning, ...steps].map(row)}
        </tbody>
      </table>
    </div>`,
  )
}

function row({ number, state, trials: [trial] }: StepModel): Html {
  return html`<tr>
    <th scope="row"><a href="#step-${number}">${number === 0 ? 'Start' : number}</a></th>
    ${
      trial
        ? scores(trial)
        : html`<td></td>
            <td></td>`
    }
    <td>${number > 0 && state}</td>
    <td class="words">${trial && firstWords(Object.values(trial.candidate).join(' · '))}</td>
  </tr>`
}

function scores({ evaluation, parent }: Trial): Html {
  if (evaluation.error !== undefined)
    return html`<td class="number">none</td>
      <td></td>`
  return html`<td class="number">${figure(evaluation.score)}</td>
    <td class="number">${parent && difference(parent.evaluation.score, evaluation.score)}</td>`
}

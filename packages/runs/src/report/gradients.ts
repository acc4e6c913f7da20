import { html, type Html } from './html.ts'
import type { StepModel, Told } from './model.ts'
import { excerpt, folded } from './value.ts'

type Gradient = Told<'gradient'>

/** What was said of each variable: of the parameters openly, of what lies between them and the loss folded. */
export function gradientsView(
  { gradients, forwards }: StepModel,
  parameters: readonly string[],
): Html | false {
  if (gradients.length === 0) return false
  const roles = new Map(forwards.map(({ variable, role }) => [variable, role]))
  const own = parameters.flatMap((name) => gradients.filter(({ variable }) => variable === name))
  const between = gradients.filter(({ variable }) => !parameters.includes(variable))
  return html`<section class="part">
    <h4>Feedback</h4>
    ${groups(own, roles)}${between.length > 0 && folded('Feedback on what was computed', groups(between, roles))}
  </section>`
}

function groups(gradients: readonly Gradient[], roles: ReadonlyMap<string, string>): Html[] {
  const byVariable = Map.groupBy(gradients, ({ variable }) => variable)
  return [...byVariable.values()].map(
    (group) =>
      html`<div class="feedback">
        <p class="role">on: ${group[0]!.role}</p>
        <ul>
          ${group.map((gradient) => said(gradient, roles))}
        </ul>
      </div>`,
  )
}

function said({ kind, text, from, variable }: Gradient, roles: ReadonlyMap<string, string>): Html {
  const source = from === variable ? undefined : roles.get(from)
  const via = source !== undefined && html`<p class="via">from: ${source}</p>`
  if (kind === 'satisfied') {
    return html`<li class="satisfied">
      <p>✓ satisfied, nothing to change</p>
      ${text !== '' && excerpt(text, 'prose')}${via}
    </li>`
  }
  return html`<li>
    ${text === '' ? html`<p class="quiet">asks for a change</p>` : excerpt(text, 'prose')}${via}
  </li>`
}

import { changeView } from './change.ts'
import { html, type Html } from './html.ts'
import type { Told, Trial } from './model.ts'
import { excerpt } from './value.ts'

type Update = Told<'update'>

const outcomes: Readonly<Record<Update['outcome'], string>> = {
  changed: 'changed',
  unchanged: 'unchanged: the reply was the old value',
  skipped: 'skipped: no feedback asked for a change',
  unusable: 'unusable reply: the old value stays',
}

interface Change {
  readonly name: string
  readonly before: string | undefined
  readonly after: string
  readonly update: Update | undefined
}

/** What became of each parameter of a candidate, or of what was proposed where there is no candidate. */
export function updatesView(updates: readonly Update[], trial: Trial | undefined): Html | false {
  if (trial?.verdict === 'start')
    return html`<section class="part">${Object.entries(trial.candidate).map(startValue)}</section>`
  const changes = trial ? ofTrial(trial, updates) : updates.map(asChange)
  if (changes.length === 0) return false
  const several = changes.length > 1
  return html`<section class="part">
    <h4>Change</h4>
    ${changes.map((change) => changeOf(change, several))}
  </section>`
}

function startValue([name, value]: [string, string], _: number, all: readonly unknown[]): Html {
  return html`${all.length > 1 && html`<p class="role">${name}</p>`}${excerpt(value)}`
}

function ofTrial({ candidate, parent }: Trial, updates: readonly Update[]): Change[] {
  return Object.entries(candidate).map(([name, after]) => {
    const before = parent?.candidate[name]
    const update = updates.find(
      (one) =>
        one.parameter === name && one.after === after && (before === undefined || one.before === before),
    )
    return { name, before: before ?? update?.before, after, update }
  })
}

function asChange(update: Update): Change {
  return { name: update.parameter, before: update.before, after: update.after, update }
}

function changeOf({ name, before, after, update }: Change, several: boolean): Html {
  const outcome = update ? (outcomes[update.outcome] ?? update.outcome) : undefined
  const words = outcome ?? (before === after ? 'unchanged' : 'changed')
  return html`<div class="parameter">
    <p class="role">
      ${(several || !update) && html`<b>${name}</b> `}${update?.role} <span class="outcome">${words}</span>
    </p>
    ${update?.detail !== undefined && html`<div class="remark">${excerpt(update.detail, 'prose')}</div>`}
    ${before === undefined ? excerpt(after) : changeView(before, after)}
  </div>`
}

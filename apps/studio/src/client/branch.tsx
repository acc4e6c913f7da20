import { figure } from '@textgrad/runs/views'
import { useId, useState } from 'react'

import type { Forms, Problem } from '../model/orders.ts'
import type { RunFold } from '../model/run-fold.ts'
import type { TrialRow } from '../model/step-row.ts'
import { useAsked } from './ask.ts'
import { addressOf, go } from './place.ts'
import { send } from './send.ts'
import { Plain } from './text.tsx'
import { useDoing } from './use-doing.ts'

interface Props {
  readonly id: string
  readonly step: number
  readonly fold: RunFold
}

/** Another run that shares the steps until this one, perhaps with a person's critique as the feedback of the next. */
export function Branch({ id, step, fold }: Props) {
  const { answer: forms } = useAsked<Forms>('/forms')
  const row = fold.rows.find(({ number }) => number === step)
  if (!forms?.limits || !row || (step > 0 && !row.closed)) return null
  return <BranchForm key={step} {...{ id, step, fold }} />
}

function BranchForm({ id, step, fold }: Props) {
  const field = useId()
  const [critique, setCritique] = useState('')
  const [steps, setSteps] = useState(String(Math.max(fold.rows.at(-1)!.number, step + 3)))
  const doing = useDoing()
  const from = keptBy(fold, step)
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    doing.start('Starting the other run …', async () => {
      const values = { 'at-step': String(step), steps, ...(critique.trim() !== '' && { critique }) }
      const { run } = await send<{ run: string }>(`/runs/${encodeURIComponent(id)}/fork`, { values })
      go(addressOf({ run }))
    })
  }
  return (
    <details className="part branch">
      <summary>Go on from here in another run</summary>
      <p className="quiet">
        It shares the {step === 0 ? 'start' : `steps until ${step}`}, which are not paid again
        {from && `, and goes on from what was kept ${whereOf(from)}`}.
      </p>
      {from && <pre className="value token">{from.trial.words}</pre>}
      <form onSubmit={submit}>
        <label htmlFor={`${field}-critique`}>
          Your critique of it: the feedback of step {step + 1}, word for word (may be left out)
        </label>
        <textarea
          id={`${field}-critique`}
          rows={3}
          value={critique}
          onChange={({ target }) => setCritique(target.value)}
        />
        <label htmlFor={`${field}-steps`}>Go on until step</label>
        <input
          id={`${field}-steps`}
          type="text"
          inputMode="numeric"
          value={steps}
          onChange={({ target }) => setSteps(target.value)}
        />
        <p className="acts">
          <button type="submit" disabled={doing.now !== undefined}>
            Begin the other run
          </button>
        </p>
        <p role="status" className="quiet">
          {doing.now ?? ''}
        </p>
        {doing.refused && <Refusal problems={doing.refused.problems} message={doing.refused.message} />}
      </form>
    </details>
  )
}

function Refusal({ problems, message }: { problems: readonly Problem[]; message: string }) {
  const all = problems.map(({ field, message: own }) => `${field === undefined ? '' : `${field}: `}${own}`)
  return (
    <p role="alert" className="refused">
      <Plain text={all.join('; ') || message} />
    </p>
  )
}

interface Kept {
  readonly step: number
  readonly trial: TrialRow
}

/** What the run had last accepted when a step was over. */
function keptBy({ rows }: RunFold, step: number): Kept | undefined {
  const found = rows.findLast(
    ({ number, trials }) =>
      number <= step && trials.some(({ verdict }) => verdict === 'kept' || verdict === 'start'),
  )
  const trial = found?.trials.find(({ verdict }) => verdict === 'kept' || verdict === 'start')
  return found && trial && { step: found.number, trial }
}

function whereOf({ step, trial }: Kept): string {
  return `${step === 0 ? 'at the start' : `in step ${step}`}, with a score of ${figure(trial.score)}`
}

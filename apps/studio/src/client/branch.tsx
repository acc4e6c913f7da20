import { useId, useState } from 'react'

import type { Forms, Problem } from '../model/orders.ts'
import type { RunFold } from '../model/run-fold.ts'
import type { TrialRow } from '../model/step-row.ts'
import { useAsked } from './ask.ts'
import { Button } from './button.tsx'
import { Fields, useFields } from './fields.tsx'
import { scoredWords } from './figures.ts'
import { addressOf, go } from './place.ts'
import { send } from './send.ts'
import { Plain } from './text.tsx'
import { useDoing } from './use-doing.ts'

interface Props {
  readonly id: string
  readonly step: number
  readonly fold: RunFold
  readonly workers: Forms['workers']
}

/** Another run that shares the steps until this one, perhaps with a person's critique as the feedback of the next. */
export function Branch({ id, step, fold }: Omit<Props, 'workers'>) {
  const { answer: forms } = useAsked<Forms>('/forms')
  const row = fold.rows.find(({ number }) => number === step)
  if (!forms?.limits || !row || (step > 0 && !row.closed)) return null
  return <BranchForm key={step} {...{ id, step, fold }} workers={forms.workers} />
}

function BranchForm({ id, step, fold, workers }: Props) {
  const field = useId()
  const where = workers ? [workers] : []
  const form = useFields(where)
  const [critique, setCritique] = useState('')
  const [steps, setSteps] = useState(String(Math.max(fold.rows.at(-1)!.number, step + 3)))
  const doing = useDoing()
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    doing.start('Starting the other run …', async () => {
      const values = {
        'at-step': String(step),
        steps,
        ...form.values,
        ...(critique.trim() !== '' && { critique }),
      }
      const { run } = await send<{ run: string }>(`/runs/${encodeURIComponent(id)}/fork`, { values })
      go(addressOf({ run }))
    })
  }
  return (
    <details className="part branch">
      <summary>Go on from here in another run</summary>
      <Shared step={step} from={keptBy(fold, step)} />
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
        <Fields fields={where} form={form} problems={[]} name={field} />
        <p className="acts">
          <Button type="submit" isOff={doing.now !== undefined}>
            Begin the other run
          </Button>
        </p>
        <p role="status" className="quiet">
          {doing.now ?? ''}
        </p>
        {doing.refused && <Refusal problems={doing.refused.problems} message={doing.refused.message} />}
      </form>
    </details>
  )
}

/** What both runs have. */
function Shared({ step, from }: { step: number; from: Kept | undefined }) {
  return (
    <>
      <p className="quiet">
        It shares the {step === 0 ? 'start, which is' : `steps until ${step}, which are`} not paid again
        {from && `, and goes on from what was kept ${whereOf(from)}`}.
      </p>
      {from && <pre className="value token">{from.trial.words}</pre>}
    </>
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
  return `${step === 0 ? 'at the start' : `in step ${step}`}, ${scoredWords(trial.score)}`
}

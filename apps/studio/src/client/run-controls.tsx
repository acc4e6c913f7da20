import type { Forms, Talk } from '../model/orders.ts'
import { useAsked } from './ask.ts'
import { Fields, useFields } from './fields.tsx'
import { Refused } from './say-form.tsx'
import { send } from './send.ts'
import { source } from './source.ts'
import { useDoing, type Doing } from './use-doing.ts'
import type { HeardTalk } from './use-talk.ts'

interface Props {
  readonly id: string
  readonly heard: HeardTalk
  /** Called when another process goes on with the run. */
  readonly resumed: () => void
}

/** Pause and Stop of a run that goes on, wherever it was started; Resume of one that does not. */
export function RunControls({ id, heard: { talk, again }, resumed }: Props) {
  const doing = useDoing()
  const { answer: forms } = useAsked<Forms>('/forms')
  if (!talk || !source().canAct) return null
  const address = `/runs/${encodeURIComponent(id)}`
  const say = (what: string, method: 'POST' | 'DELETE', path: string): void =>
    doing.start(what, async () => {
      await send(path, {}, { method })
      again()
    })
  return (
    <section className="controls" aria-label="Control of the run">
      {talk.isRunning ? (
        <p className="acts">
          <button
            type="button"
            disabled={doing.now !== undefined || talk.asked !== null}
            onClick={() => say('Asking it to pause …', 'POST', `${address}/pause`)}
          >
            Pause
          </button>
          <button
            type="button"
            disabled={doing.now !== undefined || talk.asked?.kind === 'stop'}
            onClick={() => say('Asking it to stop …', 'DELETE', address)}
          >
            Stop
          </button>
        </p>
      ) : (
        forms?.limits && (
          <Resume {...{ id, forms, limits: forms.limits, doing, resumed: () => (again(), resumed()) }} />
        )
      )}
      <p role="status" className="quiet">
        {doing.now ?? (talk.asked ? pending(talk.asked) : '')}
      </p>
      <Refused doing={doing} />
    </section>
  )
}

function pending({ kind, at }: NonNullable<Talk['asked']>): string {
  const when = new Date(at).toLocaleTimeString()
  return kind === 'pause'
    ? `Asked to pause at ${when}: what is under way comes in first, and is kept`
    : `Asked to stop at ${when}: what is under way is broken off, and may have been paid`
}

interface ResumeProps {
  readonly id: string
  readonly forms: Forms
  readonly limits: NonNullable<Forms['limits']>
  readonly doing: Doing
  readonly resumed: () => void
}

/** Goes on with a run, perhaps on workers or within other limits. */
function Resume({ id, forms: { workers }, limits, doing, resumed }: ResumeProps) {
  const where = workers ? [workers] : []
  const form = useFields([...limits.fields, ...where])
  const problems = doing.refused?.problems ?? []
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    doing.start('Starting a process that goes on with it …', async () => {
      await send(`/runs/${encodeURIComponent(id)}/resume`, { values: form.values })
      resumed()
    })
  }
  return (
    <form onSubmit={submit}>
      <p className="acts">
        <button type="submit" disabled={doing.now !== undefined}>
          Resume
        </button>
      </p>
      <Fields fields={where} form={form} problems={problems} name="resume" />
      <details>
        <summary>Resume within other limits</summary>
        <Fields fields={limits.fields} form={form} problems={problems} name="resume" />
      </details>
    </form>
  )
}

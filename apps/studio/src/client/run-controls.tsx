import type { Forms, Talk } from '../model/orders.ts'
import type { Ending } from '../model/step-row.ts'
import { useAsked } from './ask.ts'
import { Button } from './button.tsx'
import { Fields, useFields } from './fields.tsx'
import { Refused } from './say-form.tsx'
import { send } from './send.ts'
import { source } from './source.ts'
import { useDoing, type Doing } from './use-doing.ts'
import { useFocusStays } from './use-focus-stays.ts'
import type { HeardTalk } from './use-talk.ts'

interface Props {
  readonly id: string
  readonly heard: HeardTalk
  readonly end: Ending
  /** Called when another process goes on with the run. */
  readonly resumed: () => void
}

/** Pause and Stop of a run that goes on, wherever it was started; Resume of one that does not. */
export function RunControls({ id, heard: { talk, again }, end, resumed }: Props) {
  const doing = useDoing()
  const place = useFocusStays(talk?.isRunning)
  const { answer: forms } = useAsked<Forms>('/forms')
  if (!talk || !source().canAct) return null
  const address = `/runs/${encodeURIComponent(id)}`
  const say = (what: string, method: 'POST' | 'DELETE', path: string): void =>
    doing.start(what, async () => {
      await send(path, {}, { method })
      again()
    })
  return (
    <section ref={place} tabIndex={-1} className="controls" aria-label="Control of the run">
      {talk.isRunning ? (
        <p className="acts">
          <Button
            isOff={doing.now !== undefined || talk.asked !== null}
            onClick={() => say('Asking it to pause …', 'POST', `${address}/pause`)}
          >
            Pause
          </Button>
          <Button
            isOff={doing.now !== undefined || talk.asked?.kind === 'stop'}
            onClick={() => say('Asking it to stop …', 'DELETE', address)}
          >
            Stop
          </Button>
        </p>
      ) : (
        forms?.limits && (
          <Resume {...{ id, forms, limits: forms.limits, end, doing, resumed: () => (again(), resumed()) }} />
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
  readonly end: Ending
  readonly doing: Doing
  readonly resumed: () => void
}

const byItself = 'It ended by itself; it goes on only within other limits'

/** What a person has to know before a run goes on. */
const endings: Readonly<Record<string, string>> = {
  interrupted: 'The process that worked on it is gone without a word; what it kept is here',
  done: byItself,
  target: byItself,
  patience: byItself,
  budget: byItself,
}

/** Goes on with a run, perhaps on workers or within other limits. */
function Resume({ id, forms: { workers }, limits, end, doing, resumed }: ResumeProps) {
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
        <Button type="submit" isOff={doing.now !== undefined}>
          Resume
        </Button>{' '}
        <span className="quiet">{end && endings[end.status]}</span>
      </p>
      <Fields fields={where} form={form} problems={problems} name="resume" />
      <details>
        <summary>Resume within other limits</summary>
        <Fields fields={limits.fields} form={form} problems={problems} name="resume" />
      </details>
    </form>
  )
}

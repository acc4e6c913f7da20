import { instant } from '@textgrad/runs/views'
import { useId } from 'react'

import { SayForm } from './say-form.tsx'
import { send } from './send.ts'
import { source } from './source.ts'
import { Text } from './text.tsx'
import { useDoing } from './use-doing.ts'
import { useFocusStays } from './use-focus-stays.ts'
import type { HeardTalk } from './use-talk.ts'

/** What people noted on a step, beside its log, and a place to note more. */
export function Notes({ id, step, heard: { talk, again } }: { id: string; step: number; heard: HeardTalk }) {
  const head = useId()
  const doing = useDoing()
  const address = `/runs/${encodeURIComponent(id)}/notes`
  const own = talk?.notes.filter((note) => note.step === step) ?? []
  const place = useFocusStays(own.length)
  if (!talk) return null
  const { canAct } = source()
  if (!canAct && own.length === 0) return null
  const add = (text: string, done: () => void): void =>
    doing.start('Keeping the note …', async () => {
      await send(address, { step, text })
      done()
      again()
    })
  const remove = (number: number): void =>
    doing.start('Removing the note …', async () => {
      await send(`${address}/${number}`, {}, { method: 'DELETE' })
      again()
    })
  return (
    <section ref={place} tabIndex={-1} className="part notes" aria-labelledby={head}>
      <h3 id={head}>Notes</h3>
      {own.map(({ number, at, text: noted }) => (
        <Note key={number} at={at} text={noted} {...(canAct && { remove: () => remove(number) })} />
      ))}
      {canAct && (
        <SayForm
          label={`A note on ${step === 0 ? 'the start' : `step ${step}`}, kept beside the log`}
          rows={2}
          act="Keep the note"
          doing={doing}
          say={add}
        />
      )}
    </section>
  )
}

/** A note; without `remove` it stays. */
function Note({ at, text, remove }: { at: number; text: string; remove?: () => void }) {
  return (
    <div className="remark noted">
      <Text text={text} address="" />
      <p className="quiet">
        {instant(at)}{' '}
        {remove && (
          <button type="button" onClick={remove}>
            Remove <span className="unseen">the note of {instant(at)}</span>
          </button>
        )}
      </p>
    </div>
  )
}

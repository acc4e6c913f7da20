import { useId, useState } from 'react'

import type { Talk } from '../model/orders.ts'
import { send } from './send.ts'
import { Plain, Text } from './text.tsx'
import { useDoing } from './use-doing.ts'
import type { HeardTalk } from './use-talk.ts'

/** What a run asks a person: the answer becomes the feedback, word for word. */
export function Question({ id, heard: { talk, again } }: { id: string; heard: HeardTalk }) {
  // Another question is another form: what was typed belongs to the one before.
  return talk?.question ? (
    <Open key={talk.question.number} {...{ id, again, question: talk.question }} />
  ) : null
}

interface OpenProps {
  readonly id: string
  readonly question: NonNullable<Talk['question']>
  readonly again: () => void
}

function Open({ id, question: { number, step, text }, again }: OpenProps) {
  const field = useId()
  const [answer, set] = useState('')
  const doing = useDoing()
  const give = (said: string): void =>
    doing.start('Sending …', async () => {
      await send(`/runs/${encodeURIComponent(id)}/answers`, { question: number, text: said })
      again()
    })
  return (
    <section className="question" aria-labelledby={`${field}-head`}>
      <h2 id={`${field}-head`}>Step {step} waits for you</h2>
      <Text text={text} address="" />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          give(answer)
        }}
      >
        <label htmlFor={field}>Your critique: it becomes the feedback, word for word</label>
        <textarea id={field} rows={4} required value={answer} onChange={({ target }) => set(target.value)} />
        <p className="acts">
          <button type="submit" disabled={doing.now !== undefined}>
            Answer
          </button>
          <button type="button" disabled={doing.now !== undefined} onClick={() => give('')}>
            Nothing to change
          </button>
        </p>
        {doing.refused && (
          <p role="alert" className="refused">
            <Plain text={doing.refused.message} />
          </p>
        )}
      </form>
    </section>
  )
}

import { useId } from 'react'

import type { Talk } from '../model/orders.ts'
import { Button } from './button.tsx'
import { SayForm } from './say-form.tsx'
import { send } from './send.ts'
import { Text } from './text.tsx'
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
  const head = useId()
  const doing = useDoing()
  const give = (said: string): void =>
    doing.start('Sending …', async () => {
      await send(`/runs/${encodeURIComponent(id)}/answers`, { question: number, text: said })
      again()
    })
  return (
    <section className="question" aria-labelledby={head}>
      <h2 id={head}>Step {step} waits for you</h2>
      <Text text={text} address="" />
      <SayForm
        label="Your critique: it becomes the feedback, word for word"
        rows={4}
        act="Answer"
        doing={doing}
        say={give}
      >
        <Button isOff={doing.now !== undefined} onClick={() => give('')}>
          Nothing to change
        </Button>
      </SayForm>
    </section>
  )
}

import { useEffect, useState } from 'react'

import { Question } from './question.tsx'
import { useFocusStays } from './use-focus-stays.ts'
import type { HeardTalk } from './use-talk.ts'

/** What a run asks a person, told to who listens too; where the question goes, focus stays in its place. */
export function Waiting({ id, heard }: { id: string; heard: HeardTalk }) {
  const question = heard.talk?.question
  const number = question?.number
  const [said, say] = useState('')
  const place = useFocusStays<HTMLDivElement>(number)
  useEffect(() => {
    if (number === undefined) return
    say(`Step ${question!.step} waits for you`)
    return () => say('The run waits no longer')
    // The text of a question is one with its number.
  }, [number])
  return (
    <div ref={place} tabIndex={-1} className="waiting">
      <p className="hidden" aria-live="polite">
        {said}
      </p>
      <Question id={id} heard={heard} />
    </div>
  )
}

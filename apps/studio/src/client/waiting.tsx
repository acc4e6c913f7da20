import { useEffect, useRef, useState } from 'react'

import { Question } from './question.tsx'
import type { HeardTalk } from './use-talk.ts'

/** What a run asks a person, told to who listens too; where the question goes, focus stays in its place. */
export function Waiting({ id, heard }: { id: string; heard: HeardTalk }) {
  const place = useRef<HTMLDivElement>(null)
  const question = heard.talk?.question
  const number = question?.number
  const [said, say] = useState('')
  const hadFocus = useRef(false)
  useEffect(() => {
    if (number === undefined) return
    say(`Step ${question!.step} waits for you`)
    const { current: own } = place
    const look = (): void => {
      hadFocus.current = own?.contains(document.activeElement) ?? false
    }
    own?.addEventListener('focusin', look)
    return () => {
      own?.removeEventListener('focusin', look)
      say('The run waits no longer')
      if (hadFocus.current && document.activeElement === document.body) own?.focus({ preventScroll: true })
      hadFocus.current = false
    }
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

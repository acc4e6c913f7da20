import { useState } from 'react'

import type { Talk } from '../model/orders.ts'
import { useAsked } from './ask.ts'
import { useTicks } from './use-ticks.ts'

export interface HeardTalk {
  readonly talk: Talk | undefined
  /** Asks again at once: something was said. */
  readonly again: () => void
}

/** What was said to a run; asked for again every second while it goes on, and every few seconds after. */
export function useTalk(id: string): HeardTalk {
  const [said, set] = useState(0)
  const [isRunning, setRunning] = useState(true)
  const ticks = useTicks(isRunning ? 1000 : 5000)
  const { answer: talk } = useAsked<Talk>(`/runs/${encodeURIComponent(id)}/talk`, `${said} ${ticks}`)
  if (talk && talk.isRunning !== isRunning) setRunning(talk.isRunning)
  return { talk, again: () => set((count) => count + 1) }
}

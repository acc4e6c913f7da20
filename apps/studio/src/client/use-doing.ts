import { useState } from 'react'

import type { RefusedHere } from './send.ts'

export interface Doing {
  /** What is under way. */
  readonly now: string | undefined
  /** Why the last thing did not come about. */
  readonly refused: RefusedHere | undefined
  /** Does something once at a time. */
  start(what: string, work: () => Promise<void>): void
}

/** What a person asked for and what became of it. */
export function useDoing(): Doing {
  const [state, set] = useState<Pick<Doing, 'now' | 'refused'>>({ now: undefined, refused: undefined })
  return {
    ...state,
    start(what, work) {
      if (state.now !== undefined) return
      set({ now: what, refused: undefined })
      work().then(
        () => set({ now: undefined, refused: undefined }),
        (refused: RefusedHere) => set({ now: undefined, refused }),
      )
    },
  }
}

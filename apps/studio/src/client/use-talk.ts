import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { Talk } from '../model/orders.ts'
import { ask } from './ask.ts'
import { source } from './source.ts'

/** Milliseconds until what was said is asked for again. */
const intervals = { running: 1000, over: 5000, hidden: 5000 } as const

export interface HeardTalk {
  /** Missing until it is there. */
  readonly talk: Talk | undefined
  /** Asks again at once: something was said. */
  readonly again: () => void
}

/**
 * What was said to a run, as it is said, and at once when it tells its `end`. The page is drawn again only where that is
 * something new.
 */
export function useTalk(id: string, end: object | undefined): HeardTalk {
  const [talk, set] = useState<Talk>()
  const known = useRef('')
  const hear = useCallback(
    async (signal?: AbortSignal) => {
      const heard = await ask<Talk>(`/runs/${encodeURIComponent(id)}/talk`, signal).catch(() => undefined)
      const text = JSON.stringify(heard)
      if (!heard || signal?.aborted || text === known.current) return heard
      known.current = text
      set(heard)
      return heard
    },
    [id],
  )
  useEffect(() => {
    const controller = new AbortController()
    let timer = 0
    const listen = async (): Promise<void> => {
      const heard = await hear(controller.signal)
      if (controller.signal.aborted || !source().canAct) return
      const usual = heard?.isRunning === false ? intervals.over : intervals.running
      // A question is told in the title, which is seen while the page is not.
      timer = window.setTimeout(() => void listen(), document.hidden ? intervals.hidden : usual)
    }
    void listen()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [hear])
  useEffect(() => {
    if (end) void hear()
  }, [end, hear])
  return useMemo(() => ({ talk, again: () => void hear() }), [talk, hear])
}

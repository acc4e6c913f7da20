import { useEffect, useState } from 'react'

import { ask, type Asked } from './ask.ts'

/** What the server says at a path, asked for again so many milliseconds after each answer, while the page is looked at. */
export function useRepeatedly<T>(path: string, interval: number): Asked<T> {
  const [asked, set] = useState<Asked<T>>({})
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let timer = 0
    const listen = async (): Promise<void> => {
      if (!document.hidden)
        await ask<T>(path, signal).then(
          (answer) => signal.aborted || set({ answer }),
          // What was there stays to be seen.
          (error: Error) => signal.aborted || set((before) => ({ ...before, error: error.message })),
        )
      if (!signal.aborted) timer = window.setTimeout(() => void listen(), interval)
    }
    void listen()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [path, interval])
  return asked
}

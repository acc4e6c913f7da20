import { StoreError, type StoredEvent } from '@textgrad/core'
import type { RunInfo } from '@textgrad/runs'

import type { RunReader } from '../server/asked.ts'

/** One run that is all there, read as from a store. */
export function keptRun(info: RunInfo, events: readonly StoredEvent[]): RunReader {
  const only = (run: string): void => {
    if (run !== info.id) throw new StoreError(`There is no run ${run} in this file`)
  }
  return {
    runs: async () => [info.id],
    async info(run) {
      only(run)
      return info
    },
    gone: async () => 0,
    async *read(run, { after = 0, follow = false, signal } = {}) {
      only(run)
      for (const stored of events.slice(placeAfter(events, after))) {
        signal?.throwIfAborted()
        yield stored
      }
      // Nothing more will come.
      if (follow)
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        )
    },
  }
}

/** The place of the first event with a higher number. */
function placeAfter(events: readonly StoredEvent[], number: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.number > number) high = middle
    else low = middle + 1
  }
  return low
}

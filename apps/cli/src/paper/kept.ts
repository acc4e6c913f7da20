import type { RunEvent } from '@textgrad/core'
import { openStoreToRead, runsOver, type RunPlan } from '@textgrad/runs'

/** What runs told that are over, by their plans; undefined for one that is not. */
export interface Kept extends AsyncDisposable {
  readonly eventsOf: (plan: RunPlan) => Promise<readonly RunEvent[] | undefined>
}

/** Reads what a store has, and writes nothing; without a file nothing is there. */
export async function keptIn(file: string | undefined): Promise<Kept> {
  if (file === undefined) return { eventsOf: async () => undefined, async [Symbol.asyncDispose]() {} }
  const reader = await openStoreToRead(file)
  const over = await runsOver(reader)
  return {
    async eventsOf(plan) {
      const run = over(plan)
      if (run === undefined) return undefined
      const events = await Array.fromAsync(reader.read(run))
      return events.map(({ event }) => event)
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  }
}

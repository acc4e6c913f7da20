import type { Json } from '@textgrad/core'

import type { Store } from '../store.ts'
import type { RunPlan } from '../store/plan.ts'
import { over } from './trial.ts'

export interface FoundRun {
  readonly id: string
  readonly isOver: boolean
}

/** The runs of a store by the content of their plans: of those that are the same, one that is over, or else the newest. */
export async function findRuns(store: Store): Promise<ReadonlyMap<string, FoundRun>> {
  const found = new Map<string, FoundRun>()
  for (const id of await store.runs()) {
    const { plan, status } = await store.info(id)
    // A fork has random numbers of another run.
    if (plan.forkOf !== undefined) continue
    const content = contentOf(plan)
    if (!found.get(content)?.isOver) found.set(content, { id, isOver: over.has(status) })
  }
  return found
}

/** What makes a run the run that it is, in whichever order its plan was written. */
export function contentOf(plan: RunPlan): string {
  return JSON.stringify(sorted(plan as unknown as Json))
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]),
  )
}

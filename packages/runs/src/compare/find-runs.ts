import type { Json } from '@textgrad/core'

import type { RunPlan } from '../store/plan.ts'
import type { RunInfo } from '../store/run-info.ts'
import { over } from './trial.ts'

/** Of a store, or one that is only read. */
interface Runs {
  readonly runs: () => Promise<readonly string[]>
  readonly info: (run: string) => Promise<RunInfo>
}

export interface FoundRun {
  readonly id: string
  readonly isOver: boolean
}

/** The runs of a store by the content of their plans: of those that are the same, one that is over, or else the newest. */
export async function findRuns(store: Runs): Promise<ReadonlyMap<string, FoundRun>> {
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

/** The id of the run of a plan that is over, as `compareRuns` finds it; undefined where there is none. */
export async function runsOver(store: Runs): Promise<(plan: RunPlan) => string | undefined> {
  const found = await findRuns(store)
  return (plan) => {
    const run = found.get(contentOf(plan))
    return run?.isOver ? run.id : undefined
  }
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

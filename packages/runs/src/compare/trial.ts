import type { RunEvent, RunStatus, Spend } from '@textgrad/core'

import { findingsOf, type Findings } from '../report/findings.ts'
import { totalsOf } from '../report/totals.ts'
import type { Store } from '../store.ts'
import { bestSoFar, type Point } from './best-so-far.ts'

/** Who tries what: an optimizer on a case, with a seed. */
export interface TrialName {
  readonly optimizer: string
  /** '' where there is one case only. */
  readonly case: string
  readonly seed: number
}

/** What came of it: a run that has ended. */
export interface Trial extends TrialName {
  /** The id of the run. */
  readonly run: string
  readonly status: RunStatus
  readonly points: readonly Point[]
  /** The scores of the best, item by item, where it is judged on items. */
  readonly items: Readonly<Record<string, number>>
  /**
   * What the run took to get there, wherever it was broken off: what was lost then, and perhaps paid, is in the run's ledger
   * only. Calls are those of models; dollars are null where a model tells no price.
   */
  readonly spent: Omit<Spend, 'dollars'> & { readonly dollars: number | null }
  /** What code found wrong in it. */
  readonly findings: Findings
  /** From its first event to its last; null for a run that more than one process worked on. */
  readonly seconds: number | null
}

/** Statuses of runs that are over, and need not be gone on with. */
export const over: ReadonlySet<string> = new Set<RunStatus>(['done', 'target', 'patience', 'budget'])

/** Reads a run that is over out of a store. */
export async function trialOf(store: Store, run: string, name: TrialName): Promise<Trial> {
  const { attempts } = await store.info(run)
  const events = store.told(run)
  const { status, spent } = events.findLast((event) => event.type === 'run-end')!
  const { points, best } = bestSoFar(events)
  const { ruleCalls, dollars } = totalsOf(events)
  return {
    ...name,
    run,
    status,
    points,
    items: Object.fromEntries((best.items ?? []).map(({ id, score }) => [id, score])),
    spent: {
      ...spent,
      calls: spent.calls - ruleCalls,
      dollars: dollars.unknown > 0 ? null : spent.dollars,
    },
    findings: findingsOf(events),
    seconds: attempts > 1 ? null : secondsOf(events),
  }
}

function secondsOf(events: readonly RunEvent[]): number {
  return (events.at(-1)!.at - events[0]!.at) / 1000
}

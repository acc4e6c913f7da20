import type { Database } from './database.ts'
import { EventLog } from './event-log.ts'
import { Intents } from './intents.ts'
import type { RunPlan } from './plan.ts'
import { Replies } from './replies.ts'
import type { RunRow, RunTable } from './run-table.ts'

/**
 * Makes, within a transaction, a run that has what another committed until the end of a step; it was paid there. Its
 * later steps draw other random numbers.
 * @throws RangeError for a step that the run has not ended.
 */
export function forkRun(database: Database, table: RunTable, { from, after }: ForkAt): RunRow {
  const last = new EventLog(database, from.run).lastOf('step-end')?.step ?? 0
  if (!Number.isSafeInteger(after) || after < 0 || after > last) {
    throw new RangeError(
      `Expected a step of the run ${from.id} from 0 to ${last}, the last that it ended, got ${after}`,
    )
  }
  const made = table.add(planOf(from, after, table.all()))
  const replies = new Replies(database, made.run)
  const source = new Replies(database, from.run)
  const copied = new Set(source.paths().filter((path) => stepOf(path) <= after))
  replies.copy(source, copied)
  const intents = new Intents(database, made.run)
  intents.begin()
  for (const intent of new Intents(database, from.run).all()) {
    const isKept = intent.state === 'settled' || intent.state === 'copied'
    if (isKept && copied.has(intent.path)) intents.put({ ...intent, state: 'copied' })
  }
  intents.end()
  return made
}

export interface ForkAt {
  readonly from: RunRow
  /** The last step that is kept. */
  readonly after: number
}

function planOf({ id, plan }: RunRow, after: number, all: readonly RunRow[]): RunPlan {
  const kept = (plan.forks ?? []).filter((fork) => fork.after <= after)
  const salt = 1 + all.filter(({ plan }) => plan.forkOf === id).length
  return { ...plan, forkOf: id, forks: [...kept, { after, salt }] }
}

/** The step in which something was asked, by its path: 0 for the start. */
function stepOf(path: string): number {
  return Number(/^step-(\d+)(?:\/|$)/.exec(path)?.[1] ?? 0)
}

import type { Best, RunEvent, RunStatus } from '@textgrad/core'

import type { Database } from './database.ts'
import { EventLog } from './event-log.ts'
import { Intents } from './intents.ts'
import type { Ledger } from './ledger.ts'
import { liveHolder, type Holder } from './lock.ts'
import type { RunPlan } from './plan.ts'
import type { RunRow } from './run-table.ts'

/** What there is to say of a run without reading all of it. */
export interface RunInfo extends Ledger {
  readonly id: string
  readonly plan: RunPlan
  /** When it began, milliseconds since 1970. */
  readonly started: number
  /** How many processes have worked on it. */
  readonly attempts: number
  /** How it ended; 'running' while a process works on it, 'interrupted' when that has gone without telling an end. */
  readonly status: RunStatus | 'running' | 'interrupted'
  /** Steps that came to an end. */
  readonly steps: number
  readonly best?: Best
  /** Why it ended, where the status does not say it. */
  readonly reason?: string
  /** The process that works on it. */
  readonly pid?: number
}

export function runInfo(database: Database, { run, id, plan, started, attempts }: RunRow): RunInfo {
  const log = new EventLog(database, run)
  const holder = liveHolder(database, run)
  const step = log.lastOf('step-end')
  const end = log.lastOf('run-end')
  const best = bestOf(step, end)
  return {
    id,
    plan,
    started,
    attempts,
    ...spentBy(new Intents(database, run).ledger(), end ?? step),
    steps: Math.max(step?.step ?? 0, end?.steps ?? 0),
    ...(best && { best }),
    ...howItIs(end, holder),
  }
}

/** Evaluations that are kept in pieces stand in no ledger: they are done again, and told. */
function spentBy({ spent, maybe }: Ledger, told: RunEnd | StepEnd | undefined): Ledger {
  const evaluations = Math.max(spent.evaluations, told?.spent.evaluations ?? 0)
  return { spent: { ...spent, evaluations }, maybe }
}

/** What is told anew takes the old end out, so a run with an end has ended. */
function howItIs(
  end: RunEnd | undefined,
  holder: Holder | undefined,
): Pick<RunInfo, 'status' | 'reason' | 'pid'> {
  if (!end) return holder ? { status: 'running', pid: holder.pid } : { status: 'interrupted' }
  const { status, reason } = end
  return { status, ...(reason !== undefined && { reason }) }
}

type RunEnd = Extract<RunEvent, { type: 'run-end' }>
type StepEnd = Extract<RunEvent, { type: 'step-end' }>

/** A run that was interrupted while it told its beginning again had got further before. */
function bestOf(step: StepEnd | undefined, end: RunEnd | undefined): Best | undefined {
  return step && (end?.steps ?? 0) < step.step ? step.best : (end?.best ?? step?.best)
}

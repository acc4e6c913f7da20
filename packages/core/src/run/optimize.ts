import { BudgetExceeded, messageOf } from '../errors.ts'
import type { Gate } from '../strategies/gate.ts'
import type { Evaluated, Strategy } from '../strategies/strategy.ts'
import type { Budget, Limits, Spend } from './budget.ts'
import type { Evaluator } from './evaluator.ts'
import type { RunDescription, RunEvent, RunStatus } from './event.ts'
import type { Journal } from './journal.ts'
import type { Problem } from './problem.ts'
import { Run } from './run.ts'

export interface OptimizeOptions {
  readonly strategy: Strategy
  /** The same seed and replies give the same run. */
  readonly seed: number
  readonly evaluator?: Evaluator
  /** Default: a candidate must be better than what it was made from. */
  readonly gate?: Gate
  /** Limits in all and by purpose, or a budget that is shared with others. */
  readonly budget?: Budget | Limits
  /** At most this many steps (default: 10). */
  readonly steps?: number
  /** Ends the run when the best score reaches it. */
  readonly target?: number
  /** Ends the run after so many steps in a row without a better candidate. */
  readonly patience?: number
  /** Ends the run in order when it answers true to a step; it is asked after the step was given to the loop. */
  readonly stop?: (step: Step) => boolean | Promise<boolean>
  /** Breaks the run off. */
  readonly signal?: AbortSignal
  /**
   * Ends the run in order when it is aborted: nothing is begun any more, and what is under way is finished and kept.
   * Like an abort it is thrown.
   */
  readonly pause?: AbortSignal
  /** Makes another run of one with the same seed: the steps after `after` draw other random numbers, by `salt`. */
  readonly forks?: readonly { readonly after: number; readonly salt: number }[]
  readonly emit?: (event: RunEvent) => void | Promise<void>
  readonly journal?: Journal
  /** What the run is about, for its events and for evaluators on other machines. */
  readonly run?: Partial<RunDescription>
  /** The clock of the events. */
  readonly now?: () => number
}

/** What one step tried, and what came of it. */
export interface Step {
  readonly step: number
  readonly tried: readonly Evaluated[]
  readonly accepted: readonly Evaluated[]
  readonly best: Evaluated
}

export interface RunResult {
  readonly status: RunStatus
  readonly best: Evaluated
  readonly steps: number
  readonly spent: Spend
}

/**
 * Improves a problem's start step by step: `for await (const step of optimize(problem, ...))`. Leaving the loop
 * ends the run in order; so does a spent budget, with the best found so far. An abort or a failure is thrown
 * after the run has told its end.
 * @throws RangeError for steps that are not a number from 0 up, or a patience that is not one from 1 up.
 */
export async function* optimize(
  problem: Problem<any>,
  options: OptimizeOptions,
): AsyncGenerator<Step, RunResult> {
  checkSettings(options)
  const { steps = 10, signal, pause } = options
  const run = new Run(problem, options)
  let end: End = { status: 'aborted' }
  try {
    await run.start()
    let reached = goalReached(run, options)
    for (let step = 1; step <= steps && !reached; step++) {
      pause?.throwIfAborted()
      const done = await run.step()
      if (!done) break
      yield done
      reached = goalReached(run, options) ?? (await stoppedByCode(done, options))
    }
    end = reached ?? { status: 'done' }
  } catch (error) {
    end = { status: statusOf(error, [signal, pause]), reason: messageOf(error) }
    if (end.status !== 'budget' || !run.best) throw error
  } finally {
    await run.end(end.status, end.reason)
  }
  return run.result(end.status)
}

function checkSettings({ steps = 0, patience = 1 }: OptimizeOptions): void {
  if (!(steps >= 0)) throw new RangeError(`Expected steps to be a number from 0 up, got ${steps}`)
  if (!(patience >= 1)) throw new RangeError(`Expected patience to be a number from 1 up, got ${patience}`)
}

/** How a run ends, and why where the status does not say it. */
interface End {
  readonly status: RunStatus
  readonly reason?: string
}

function goalReached(run: Run, options: OptimizeOptions): End | undefined {
  const { target = Number.POSITIVE_INFINITY, patience = Number.POSITIVE_INFINITY } = options
  const best = run.best?.evaluation
  if (best?.feasible && best.score >= target) return { status: 'target' }
  return run.stale >= patience ? { status: 'patience' } : undefined
}

async function stoppedByCode(step: Step, { stop }: OptimizeOptions): Promise<End | undefined> {
  return (await stop?.(step)) ? { status: 'done', reason: 'stopped by code' } : undefined
}

function statusOf(error: unknown, signals: readonly (AbortSignal | undefined)[]): RunStatus {
  if (signals.some((signal) => signal?.aborted)) return 'aborted'
  return error instanceof BudgetExceeded ? 'budget' : 'failed'
}

import { budget, StoreError, type Budget, type Limits, type OptimizeOptions } from '@textgrad/core'

import type { Store } from '../store.ts'
import type { DurableRun } from '../store/durable-run.ts'
import type { RunPlan } from '../store/plan.ts'
import { contentOf, findRuns } from './find-runs.ts'
import { over, trialOf, type Trial, type TrialName } from './trial.ts'

/** A trial to make: its plan begins its run, and finds it again. */
export interface PlannedTrial extends TrialName {
  readonly plan: RunPlan
}

/** What `optimize` is to be given. */
export interface KeptRun extends Required<Pick<OptimizeOptions, 'journal' | 'emit' | 'pause'>> {
  readonly budget: Budget
}

export interface CompareOptions<Planned extends PlannedTrial = PlannedTrial> {
  readonly store: Store
  /** Calls `optimize` for a plan, and gives it what it is given. */
  readonly perform: (trial: Planned, kept: KeptRun) => Promise<void>
  /** Trials at the same time (default: 1). */
  readonly jobs?: number
  /** Begins nothing more once it is aborted: what is under way comes in, and the abort is thrown. */
  readonly pause?: AbortSignal
  /** Is told of each trial when it is over; `isNew` is false for one that was over before. */
  readonly tell?: (trial: Trial, isNew: boolean) => void
}

/**
 * Makes every trial that the store does not have yet, each as an ordinary run of it: one that is over is read, one that was
 * broken off is gone on with. Trials come back in the order of their plans. An evaluation that was under way when a process was
 * killed is made again, and does not take from the budget in evaluations: a resumed comparison ends as an unbroken one.
 * @throws TypeError for two trials with the same plan, RangeError for jobs that are not a whole number from 1 up, StoreError for
 * a run that another process works on. What a trial throws is thrown when the others under way have come in.
 */
export async function compareRuns<Planned extends PlannedTrial>(
  planned: readonly Planned[],
  { store, perform, jobs = 1, pause, tell }: CompareOptions<Planned>,
): Promise<Trial[]> {
  check(planned, jobs)
  const found = await findRuns(store)
  const failed = new AbortController()
  const stop = AbortSignal.any([failed.signal, ...(pause ? [pause] : [])])
  const trials: Trial[] = []
  const queue = planned.entries()
  const work = async (): Promise<void> => {
    for (const [index, one] of queue) {
      stop.throwIfAborted()
      const known = found.get(contentOf(one.plan))
      const isNew = !known?.isOver
      const run = isNew ? await performed(one, known?.id, { store, perform, pause: stop }) : known.id
      const trial = await trialOf(store, run, one)
      trials[index] = trial
      tell?.(trial, isNew)
    }
  }
  const workers = Array.from({ length: jobs }, async () => {
    try {
      await work()
    } catch (error) {
      failed.abort(error)
      throw error
    }
  })
  await Promise.allSettled(workers)
  // The first failure; the others are its consequence.
  stop.throwIfAborted()
  return trials
}

function check(planned: readonly PlannedTrial[], jobs: number): void {
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new RangeError(`Expected jobs to be a whole number from 1 up, got ${jobs}`)
  const seen = new Map<string, string>()
  for (const { plan, ...name } of planned) {
    const [content, words] = [contentOf(plan), inWords(name)]
    const twin = seen.get(content)
    if (twin !== undefined)
      throw new TypeError(`Expected trials to differ: ${twin} and ${words} are the same run`)
    seen.set(content, words)
  }
}

function inWords({ optimizer, case: of, seed }: TrialName): string {
  return `${optimizer}${of === '' ? '' : ` on ${of}`} with seed ${seed}`
}

type Performing<Planned extends PlannedTrial> = Required<
  Pick<CompareOptions<Planned>, 'store' | 'perform' | 'pause'>
>

/** Makes a trial, or goes on with it; the id of its run. */
async function performed<Planned extends PlannedTrial>(
  trial: Planned,
  known: string | undefined,
  { store, perform, pause }: Performing<Planned>,
): Promise<string> {
  const { plan } = trial
  await using run = await (known === undefined ? store.start(plan) : store.resume(known))
  const { id, journal, emit } = run
  // Who pauses one of them pauses the comparison.
  const either = AbortSignal.any([pause, run.people.pause])
  await perform(trial, { journal, emit, pause: either, budget: budgetOf(run, plan.limits) })
  const { status } = await store.info(id)
  if (!over.has(status)) throw new StoreError(`The run ${id} has not told its end: it is ${status}`)
  return id
}

/** The budget of a run in which only calls, tokens and dollars of earlier processes that were lost stay set aside. */
function budgetOf(run: DurableRun, { evaluations, ...limits }: Limits = {}): Budget {
  const costs = run.budget(limits)
  if (evaluations === undefined) return costs
  const counted = budget({ evaluations })
  return {
    spent: () => costs.spent(),
    total: () => costs.total(),
    reserve(spend, purpose) {
      const count = counted.reserve({ evaluations: spend.evaluations ?? 0 }, purpose)
      try {
        const cost = costs.reserve(spend, purpose)
        return {
          settle(actual) {
            count.settle({ evaluations: actual.evaluations ?? 0 })
            cost.settle(actual)
          },
          release() {
            count.release()
            cost.release()
          },
        }
      } catch (error) {
        count.release()
        throw error
      }
    },
  }
}

import type { EngineLayer, Evaluator, Needs, RunDescription, Task } from '@textgrad/core'

import { checkLease, checkPositive, checkPriority, checkQueue } from './checks.ts'
import { checkNeeds } from './needs.ts'
import type { Sharing } from './sharing.ts'

export interface BullmqOptions {
  /** `redis://host:port` or `rediss://host:port`, with `user:password@` where it asks for them. */
  readonly redisUrl: string
  /** Small letters, digits and dashes (default: textgrad). Workers name the same. */
  readonly queue?: string
  /** Milliseconds without a sign of a worker, after which another may have its job (default: 30,000). */
  readonly lease?: number
  /** What each evaluation needs of a machine, besides what its task says: only workers that have it get the jobs. */
  readonly needs?: Needs
  /**
   * The tasks of the jobs: they say what evaluations need, and which settings are files (`format: 'path'`), which then go
   * to workers that do not have them. Without it files have to lie at the same path on each machine.
   */
  readonly tasks?: readonly Task[]
  /** What the run is called, once it is called something: it is told with the queues (default: nothing). */
  readonly run?: () => string | undefined
  /** From 0 up: jobs of runs with a smaller one go first (default: 0). */
  readonly priority?: number
  /** Jobs that lie in Redis at once, at most; further ones wait here (default: 10,000). */
  readonly ahead?: number
  /** Workers that may be lost over one job before it is given up (default: 10). */
  readonly maxAttempts?: number
  /**
   * Where requests that workers make to models wait for their turn, such as a `paced` that the run's own engines have
   * around them too: a provider's limit then holds for all together (default: each worker paces its own).
   */
  readonly turns?: EngineLayer
  /** Keeps limits together with the other programs of this queue, each of which takes its part (default: it does not). */
  readonly sharing?: Sharing
  /** Withdraws what no worker has begun; what is under way comes in. */
  readonly pause?: AbortSignal
  /** Tells of a Redis that is gone, back or refuses, and of jobs that no worker takes; a line each (default: nobody is told). */
  readonly tell?: (remark: string) => void
}

/** What became of the jobs so far. */
export interface BullmqStats {
  readonly open: number
  /** Of those that are open, the ones that a worker holds. */
  readonly active: number
  /** Workers that take such jobs, as far as is known. */
  readonly workers: number
  readonly done: number
  /** Tries of workers that began. */
  readonly attempts: number
  /** Jobs that were put into the queue once more, because Redis had lost them. */
  readonly requeued: number
  /** Results that came too late, from workers that no longer held the job; they were dropped. */
  readonly dropped: number
  /** Messages that could not be read. */
  readonly unreadable: number
}

export interface BullmqEvaluator extends Evaluator, AsyncDisposable {
  stats(): BullmqStats
}

/** @throws TypeError or RangeError for settings that are none. */
export function checkOptions(options: BullmqOptions): void {
  checkQueue(options.queue)
  checkLease(options.lease)
  checkPositive('maxAttempts', options.maxAttempts)
  checkPositive('ahead', options.ahead)
  checkPriority(options.priority)
  checkNeeds('needs', options.needs)
}

/** What a run's evaluations need. */
export function needsOf({ task: name, config }: RunDescription, { tasks = [], needs }: BullmqOptions): Needs {
  const own = tasks.find((task) => task.name === name)?.needs?.(config)
  return { ...own, ...needs }
}

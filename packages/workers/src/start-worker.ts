import { availableParallelism } from 'node:os'

import type { Task } from '@textgrad/core'
import { UnrecoverableError, Worker, type Job as BullmqJob } from 'bullmq'

import { attempt, type AttemptEnd } from './attempt.ts'
import { checkLease, checkPositive, checkQueue } from './checks.ts'
import { readQueuedJob, type QueuedJob } from './job.ts'
import { Line } from './line.ts'
import { queueOf } from './mailbox.ts'
import { Problems, type EngineFor } from './problems.ts'
import { openRedis, type RedisLink } from './redis.ts'

export interface WorkerOptions {
  readonly redisUrl: string
  /** As the evaluators name it (default: textgrad). */
  readonly queue?: string
  readonly tasks: readonly Task[]
  /** Jobs of each task at once (default: `os.availableParallelism()`). */
  readonly concurrency?: number
  /** Jobs of another version are refused (default: all are taken). */
  readonly version?: string
  /** The engine of a task; a run's evaluations are given it if it is the one that the run names. */
  readonly engine?: EngineFor
  /** As the evaluators have it. */
  readonly lease?: number
  /** Tells of jobs that are refused, and of a Redis that is gone or back; a line each (default: nobody is told). */
  readonly tell?: (remark: string) => void
}

export interface WorkerStats {
  readonly done: number
  /** Jobs that nobody waited for, or that another worker got. */
  readonly over: number
  readonly refused: number
  /** Jobs under way. */
  readonly running: number
  /** Whether Redis is there. */
  readonly isConnected: boolean
  /** It takes no job any more. */
  readonly isDraining: boolean
}

export interface WorkerHandle extends AsyncDisposable {
  stats(): WorkerStats
  /** Takes no job any more and resolves when those under way are done. */
  drain(): Promise<void>
}

/**
 * Takes jobs from the queue and evaluates their candidates, until it is disposed of, which breaks off what is under way.
 * @throws TypeError or RangeError for settings that are none, WorkersError 'unreachable' within five seconds.
 */
export async function startWorker(options: WorkerOptions): Promise<WorkerHandle> {
  const { queue, tasks, concurrency, lease, redisUrl, tell = () => undefined } = options
  checkQueue(queue)
  checkPositive('concurrency', concurrency)
  checkLease(lease)
  if (tasks.length === 0) throw new TypeError('A worker needs at least one task')
  const link = await openRedis({ redisUrl, tell, onBack: () => undefined })
  return new Runner(link, { ...options, tell })
}

class Runner implements WorkerHandle {
  readonly #link: RedisLink
  readonly #options: WorkerOptions
  readonly #line: Line
  readonly #problems: Problems
  readonly #workers: readonly Worker[]
  readonly #broken = new AbortController()
  readonly #counted = { done: 0, over: 0, refused: 0, running: 0 }
  #isDraining = false

  constructor(link: RedisLink, options: WorkerOptions) {
    const { queue = 'textgrad', tasks, engine = () => undefined } = options
    this.#link = link
    this.#options = options
    this.#line = new Line(link, queue)
    this.#problems = new Problems(tasks, engine)
    this.#workers = tasks.map(({ name }) => this.#take(queueOf(queue, name)))
  }

  stats(): WorkerStats {
    const isConnected = this.#link.commands.status === 'ready'
    return { ...this.#counted, isConnected, isDraining: this.#isDraining }
  }

  async drain(): Promise<void> {
    this.#isDraining = true
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#broken.abort(new DOMException('The worker ends', 'AbortError'))
    this.#line[Symbol.dispose]()
    await Promise.all(this.#workers.map((worker) => worker.close(true).catch(() => undefined)))
    await this.#problems[Symbol.asyncDispose]()
    await this.#link[Symbol.asyncDispose]()
  }

  #take(queue: string): Worker {
    const { concurrency = availableParallelism(), lease = 30_000 } = this.#options
    const worker = new Worker(queue, (job) => this.#work(job), {
      connection: this.#link.another(),
      concurrency,
      lockDuration: lease,
      stalledInterval: Math.max(1000, lease / 2),
      // How often a job may be tried is for who waits for it to say.
      maxStalledCount: 1e9,
      runRetryDelay: 1000,
      removeOnFail: { count: 1000 },
    })
    // Redis that is gone is told of once, by its link; a lock that is lost by who waits for the job.
    worker.on('error', () => undefined)
    return worker
  }

  async #work(job: BullmqJob): Promise<AttemptEnd> {
    this.#counted.running++
    try {
      const end = await attempt(this.#read(job), {
        line: this.#line,
        problems: this.#problems,
        version: this.#options.version,
        beat: (this.#options.lease ?? 30_000) / 3,
        signal: this.#broken.signal,
      })
      this.#counted[end]++
      return end
    } finally {
      this.#counted.running--
    }
  }

  #read(job: BullmqJob): QueuedJob {
    try {
      const read = readQueuedJob(job.data)
      if (!job.queueName.endsWith(`-${read.job.run.task}`))
        throw new TypeError(`A job of the task ${read.job.run.task} lies in the queue ${job.queueName}`)
      return read
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#counted.refused++
      this.#options.tell?.(`Refused the job ${String(job.id).slice(0, 100)}: ${reason.replaceAll('\n', ' ')}`)
      throw new UnrecoverableError(reason)
    }
  }
}

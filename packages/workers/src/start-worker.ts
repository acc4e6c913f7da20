import { availableParallelism, hostname, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Needs, Task } from '@textgrad/core'
import { dataFolder } from '@textgrad/host'
import { UnrecoverableError, type Job as BullmqJob } from 'bullmq'

import { attempt, type AttemptEnd } from './attempt.ts'
import { Cards, type WorkerCard } from './cards.ts'
import { checkLease, checkPositive, checkQueue } from './checks.ts'
import { refusal } from './desertion.ts'
import { FetchedFiles } from './fetched-files.ts'
import { readQueuedJob, type QueuedJob } from './job.ts'
import { Line } from './line.ts'
import { checkNeeds } from './needs.ts'
import { OpenQueues } from './open-queues.ts'
import { Problems, type EngineFor } from './problems.ts'
import { openRedis, type RedisLink } from './redis.ts'
import type { Wanted } from './wanted.ts'

export interface WorkerOptions {
  readonly redisUrl: string
  /** As the evaluators name it (default: textgrad). */
  readonly queue?: string
  readonly tasks: readonly Task[]
  /** Jobs of each task at once (default: `os.availableParallelism()`). */
  readonly concurrency?: number
  /** Only jobs of this version are taken (default: of any). */
  readonly version?: string
  /** What this machine has, for jobs that need it (default: its processors and memory, and no GPU). */
  readonly has?: Needs
  /**
   * Where files of runs are kept that this machine does not have, by their content; workers may share it (default: `contents`
   * among the data sets of the user).
   */
  readonly files?: string
  /** The engine of a task; a run's evaluations are given it if it is the one that the run names. */
  readonly engine?: EngineFor
  /** As the evaluators have it. */
  readonly lease?: number
  /** Tells of jobs that are refused, and of a Redis that is gone, back or refuses; a line each (default: nobody is told). */
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
  checkNeeds('has', options.has)
  if (tasks.length === 0) throw new TypeError('A worker needs at least one task')
  const link = await openRedis({ redisUrl, tell, onBack: () => undefined })
  return new Runner(link, { ...options, tell })
}

/** Milliseconds between two looks at what is wanted, at least, and at most: then the own card is to be shown again. */
const [soonest, latest] = [1000, 5000]
/** Milliseconds that pass on average between the looks of two workers, so that many do not keep Redis busy with looks. */
const apart = 2

class Runner implements WorkerHandle {
  readonly #link: RedisLink
  readonly #options: WorkerOptions
  readonly #has: Needs
  readonly #line: Line
  readonly #cards: Cards
  readonly #problems: Problems
  readonly #open: OpenQueues
  readonly #broken = new AbortController()
  readonly #ended = new AbortController()
  readonly #counted = { done: 0, over: 0, refused: 0, running: 0 }
  #isDraining = false

  constructor(link: RedisLink, options: WorkerOptions) {
    const { queue = 'textgrad', tasks, version = '', engine = () => undefined } = options
    this.#link = link
    this.#options = options
    this.#has = { cores: availableParallelism(), memory: totalmem() / 2 ** 30, ...options.has }
    this.#line = new Line(link, queue)
    this.#cards = new Cards(link, queue)
    this.#problems = new Problems(tasks, engine, new FetchedFiles(options.files ?? dataFolder('contents')))
    const { concurrency = availableParallelism(), lease = 30_000 } = options
    const work = (job: BullmqJob, wanted: Wanted): Promise<AttemptEnd> => this.#work(job, wanted)
    this.#open = new OpenQueues(link, { queue, concurrency, lease, has: this.#has, work })
    for (const { name } of tasks) this.#open.take({ task: name, version, needs: {} })
    void this.#watch()
  }

  stats(): WorkerStats {
    const isConnected = this.#link.commands.status === 'ready'
    return { ...this.#counted, isConnected, isDraining: this.#isDraining }
  }

  async drain(): Promise<void> {
    this.#isDraining = true
    await this.#leave()
    await this.#open.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#broken.abort(new DOMException('The worker ends', 'AbortError'))
    await this.#leave()
    this.#line[Symbol.dispose]()
    await this.#open.close(true).catch(() => undefined)
    await this.#problems[Symbol.asyncDispose]()
    await this.#link[Symbol.asyncDispose]()
  }

  /** Says no more that it is there. */
  async #leave(): Promise<void> {
    this.#ended.abort()
    if (this.#link.commands.status !== 'ready') return
    const removed = this.#cards.remove('workers', this.#line.worker).catch(() => undefined)
    await Promise.race([removed, sleep(1000, undefined, { ref: false })])
  }

  /** Says again and again that it is there, and looks for what is wanted. */
  async #watch(): Promise<void> {
    const { signal } = this.#ended
    let shown = -latest
    while (!signal.aborted) {
      let wait = soonest
      try {
        if (this.#link.commands.status === 'ready') {
          const now = performance.now()
          const shows = now - shown > latest - soonest
          await this.#look(shows)
          if (shows) shown = now
          const workers = await this.#cards.countWorkers()
          wait = Math.max(soonest, Math.min(latest, workers * apart))
        }
      } catch (error) {
        // Or Redis went away; it is looked again when it is back.
        this.#link.refused(error)
      }
      await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  async #look(shows: boolean): Promise<void> {
    const { tasks, version } = this.#options
    const able = {
      tasks: tasks.map(({ name }) => name),
      ...(version !== undefined && { version }),
      has: this.#has,
    }
    if (shows) await this.#cards.showWorker(this.#line.worker, this.#card(able))
    const runs = await this.#cards.runs()
    if (this.#ended.signal.aborted) return
    const wanted = runs.flatMap(({ wants }) => wants).filter((one) => refusal(able, one) === undefined)
    this.#open.follow(wanted)
  }

  #card(able: Pick<WorkerCard, 'tasks' | 'version' | 'has'>): WorkerCard {
    const { concurrency = availableParallelism() } = this.#options
    return { host: hostname(), ...able, concurrency, jobs: { ...this.#counted } }
  }

  async #work(job: BullmqJob, wanted: Wanted): Promise<AttemptEnd> {
    this.#counted.running++
    try {
      const end = await attempt(this.#read(job, wanted), {
        line: this.#line,
        problems: this.#problems,
        beat: (this.#options.lease ?? 30_000) / 3,
        signal: this.#broken.signal,
      })
      this.#counted[end]++
      return end
    } finally {
      this.#counted.running--
    }
  }

  #read(job: BullmqJob, { task, version }: Wanted): QueuedJob {
    try {
      const read = readQueuedJob(job.data)
      const { run } = read.job
      if (run.task !== task || run.version !== version)
        throw new TypeError(
          `A job of the task ${run.task}, version ${run.version}, lies in the queue ${job.queueName}`,
        )
      return read
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#counted.refused++
      this.#options.tell?.(`Refused the job ${String(job.id).slice(0, 100)}: ${reason.replaceAll('\n', ' ')}`)
      throw new UnrecoverableError(reason)
    }
  }
}

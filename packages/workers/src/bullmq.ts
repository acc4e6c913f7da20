import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Call, EngineLayer, Evaluation, Evaluator, Job } from '@textgrad/core'
import { abortable } from '@textgrad/host'

import { checkLease, checkPositive, checkQueue } from './checks.ts'
import { Desertion } from './desertion.ts'
import { JobQueues } from './job-queues.ts'
import { queuedJob } from './job.ts'
import { aliveKey, inboxOf, post, readInbox } from './mailbox.ts'
import { readAbout, readRequest, type Answer, type Request } from './messages.ts'
import { OpenJob } from './open-job.ts'
import { openRedis, type RedisLink } from './redis.ts'
import { WorkersError } from './workers-error.ts'

export interface BullmqOptions {
  /** `redis://host:port` or `rediss://host:port`, with `user:password@` where it asks for them. */
  readonly redisUrl: string
  /** Small letters, digits and dashes (default: textgrad). Workers name the same. */
  readonly queue?: string
  /** Milliseconds without a sign of a worker, after which another may have its job (default: 30,000). */
  readonly lease?: number
  /** Workers that may be lost over one job before it is given up (default: 10). */
  readonly maxAttempts?: number
  /**
   * Where requests that workers make to models wait for their turn, such as a `paced` that the run's own engines have
   * around them too: a provider's limit then holds for all together (default: each worker paces its own).
   */
  readonly turns?: EngineLayer
  /** Withdraws what no worker has begun; what is under way comes in. */
  readonly pause?: AbortSignal
  /** Tells of a Redis that is gone or back, and of jobs that no worker takes; a line each (default: nobody is told). */
  readonly tell?: (remark: string) => void
}

/** What became of the jobs so far. */
export interface BullmqStats {
  readonly open: number
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

/**
 * Evaluates on workers, which take the jobs from a queue on Redis. What is open is known here and in the run's store, not
 * there: whatever Redis loses is queued again, and a result counts once.
 * @throws TypeError or RangeError for settings that are none, WorkersError 'unreachable' within five seconds.
 */
export async function bullmq(options: BullmqOptions): Promise<BullmqEvaluator> {
  checkQueue(options.queue)
  checkLease(options.lease)
  checkPositive('maxAttempts', options.maxAttempts)
  const { redisUrl, tell = () => undefined } = options
  let coordinator: Coordinator | undefined
  const link = await openRedis({ redisUrl, tell, onBack: () => coordinator?.afterLoss() })
  return (coordinator = new Coordinator(link, options))
}

const beat = 1000
const aliveSeconds = 15

class Coordinator implements BullmqEvaluator {
  readonly #id = randomUUID()
  readonly #link: RedisLink
  readonly #options: BullmqOptions
  readonly #queue: string
  readonly #lease: number
  readonly #open = new Map<string, OpenJob>()
  /** The attempt whose result was taken, by the key of its job. */
  readonly #taken = new Map<string, string>()
  readonly #queues: JobQueues
  readonly #desertion = new Desertion()
  readonly #tell: (remark: string) => void
  readonly #inbox: Disposable
  readonly #closed = new AbortController()
  readonly #counted = { done: 0, attempts: 0, requeued: 0, dropped: 0, unreadable: 0 }
  #wake = Promise.withResolvers<void>()

  constructor(link: RedisLink, options: BullmqOptions) {
    const { queue = 'textgrad', lease = 30_000, tell = () => undefined } = options
    this.#link = link
    this.#options = options
    this.#queue = queue
    this.#lease = lease
    this.#tell = tell
    this.#queues = new JobQueues(link, queue, this.#id)
    this.#inbox = readInbox(link, inboxOf(queue, this.#id), (text) => this.#receive(text))
    options.pause?.addEventListener('abort', this.#withdraw)
    void this.#watch()
  }

  async evaluate(job: Job, call: Call): Promise<Evaluation> {
    call.signal?.throwIfAborted()
    if (this.#closed.signal.aborted) throw closed()
    const { maxAttempts = 10, turns } = this.#options
    const queued = queuedJob(job, call, this.#id)
    const known = this.#open.get(queued.key)
    // Equal content has an equal result.
    if (known) return abortable(known.outcome.promise, call.signal)
    const open = new OpenJob(queued, call, { maxAttempts, turns })
    this.#open.set(queued.key, open)
    this.#taken.delete(queued.key)
    void this.#put([open])
    const abort = (): void => this.#end(open, call.signal?.reason)
    call.signal?.addEventListener('abort', abort)
    try {
      return await open.outcome.promise
    } finally {
      call.signal?.removeEventListener('abort', abort)
      this.#counted.attempts += open.attempts
      this.#open.delete(queued.key)
    }
  }

  stats(): BullmqStats {
    const attempts = [...this.#open.values()].reduce((sum, open) => sum + open.attempts, 0)
    return { ...this.#counted, attempts: this.#counted.attempts + attempts, open: this.#open.size }
  }

  /** Redis is back, perhaps without what it held. Who held a job could not be heard meanwhile. */
  afterLoss(): void {
    for (const open of this.#open.values()) open.forgive()
    this.#wake.resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed.signal.aborted) return
    this.#closed.abort()
    this.#options.pause?.removeEventListener('abort', this.#withdraw)
    for (const open of this.#open.values()) this.#end(open, closed())
    this.#inbox[Symbol.dispose]()
    await this.#lastWords()
    this.#queues.close()
    await this.#link[Symbol.asyncDispose]()
  }

  readonly #withdraw = (): void => {
    const reason: unknown = this.#options.pause?.reason
    for (const open of this.#open.values()) if (!open.holder) this.#end(open, reason)
  }

  /** Tells those that can still be told that nobody waits here any more. */
  async #lastWords(): Promise<void> {
    const { commands } = this.#link
    if (commands.status !== 'ready') return
    const gone = commands.del(aliveKey(this.#queue, this.#id), inboxOf(this.#queue, this.#id))
    await Promise.race([gone.catch(() => undefined), sleep(1000, undefined, { ref: false })])
  }

  /** Says again and again that this is alive, and puts back what is open and not in Redis. */
  async #watch(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted) {
      try {
        if (this.#link.commands.status === 'ready') await this.#look()
      } catch {
        // Redis went away; it is looked at again when it is back.
      }
      this.#wake = Promise.withResolvers<void>()
      await Promise.race([this.#wake.promise, sleep(beat, undefined, { signal }).catch(() => undefined)])
    }
  }

  async #look(): Promise<void> {
    const { commands, address } = this.#link
    await commands.set(aliveKey(this.#queue, this.#id), '1', 'EX', aliveSeconds)
    const waiting = [...this.#open.values()].filter(
      (open) => open.timesQueued > 0 && !open.isHeld(this.#lease),
    )
    if (waiting.length === 0) return
    await this.#put(await this.#queues.missing(waiting))
    // Where one is held somebody works.
    const idle = waiting.length === this.#open.size ? waiting : []
    for (const task of await this.#desertion.of(idle, this.#queues))
      this.#tell(
        `No worker takes jobs of ${task} from the queue ${this.#queue} at ${address}; the run waits for one`,
      )
  }

  async #put(jobs: readonly OpenJob[]): Promise<void> {
    await Promise.all(
      jobs.map(async (open) => {
        // Where Redis is gone it is put there again later.
        await this.#queues.put(open).catch(() => undefined)
        // Counted when it is there, so that it is not looked for while it is on its way.
        if (open.timesQueued++ > 0) this.#counted.requeued++
      }),
    )
  }

  #receive(text: string): void {
    try {
      const request = readRequest(text)
      void this.#answer(request).then((answer) => {
        const { id, worker, attempt } = request
        post(this.#link.commands, inboxOf(this.#queue, worker), { id, attempt, answer })
      })
    } catch (error) {
      this.#counted.unreadable++
      this.#giveUp(text, error)
    }
  }

  /** A worker would ask again and again what can not be read: its job ends here. */
  #giveUp(text: string, error: unknown): void {
    try {
      const { job, attempt } = readAbout(text)
      const open = this.#open.get(job)
      if (open?.holder?.attempt !== attempt) return
      const message = `A worker sent what can not be read: ${error instanceof Error ? error.message : String(error)}`
      this.#end(open, new WorkersError(message, { kind: 'refused', cause: error }))
    } catch {
      // It says of no job that it is about it.
    }
  }

  async #answer(request: Request): Promise<Answer> {
    const { job, attempt, asked } = request
    const open = this.#open.get(job)
    if (asked.op === 'done' && this.#taken.get(job) === attempt) return { go: true }
    const answer: Answer = open ? await open.answer(request) : { over: true }
    if (asked.op !== 'done') return answer
    if (answer.over) this.#counted.dropped += asked.evaluation ? 1 : 0
    else if (!this.#taken.has(job)) {
      this.#taken.set(job, attempt)
      this.#counted.done++
    }
    return answer
  }

  /** Nobody waits for it: neither the queue nor the worker shall. */
  #end(open: OpenJob, reason: unknown): void {
    const { holder } = open
    open.end(reason)
    if (holder)
      post(this.#link.commands, inboxOf(this.#queue, holder.worker), {
        attempt: holder.attempt,
        answer: { over: true },
      })
    else if (this.#link.commands.status === 'ready') this.#queues.remove(open)
  }
}

function closed(): WorkersError {
  return new WorkersError('The evaluator on workers is closed', { kind: 'closed' })
}

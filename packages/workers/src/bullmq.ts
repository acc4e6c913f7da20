import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Call, Evaluation, Job } from '@textgrad/core'
import { abortable } from '@textgrad/host'

import { Aborts } from './aborts.ts'
import {
  checkOptions,
  needsOf,
  type BullmqEvaluator,
  type BullmqOptions,
  type BullmqStats,
} from './bullmq-options.ts'
import { Cards } from './cards.ts'
import { JobQueues } from './job-queues.ts'
import { queuedJob } from './job.ts'
import { inboxOf, post, readInbox } from './mailbox.ts'
import { readAbout, readRequest, type Answer, type Request } from './messages.ts'
import { OpenJob } from './open-job.ts'
import { Outlook } from './outlook.ts'
import { Progress } from './progress.ts'
import { openRedis, type RedisLink } from './redis.ts'
import { SentFiles } from './sent-files.ts'
import { othersOf } from './sharing.ts'
import { WorkersError } from './workers-error.ts'

/**
 * Evaluates on workers, which take the jobs from a queue on Redis. What is open is known here and in the run's store, not
 * there: whatever Redis loses is queued again, and a result counts once.
 * @throws TypeError or RangeError for settings that are none, WorkersError 'unreachable' within five seconds.
 */
export async function bullmq(options: BullmqOptions): Promise<BullmqEvaluator> {
  checkOptions(options)
  const { redisUrl, tell = () => undefined } = options
  let coordinator: Coordinator | undefined
  const link = await openRedis({ redisUrl, tell, onBack: () => coordinator?.afterLoss() })
  return (coordinator = new Coordinator(link, options))
}

/** Milliseconds between two looks at what is in Redis. */
const beat = 1000
/** How often it is looked before it is looked who works. */
const looksPerCount = 5

class Coordinator implements BullmqEvaluator {
  readonly #id = randomUUID()
  readonly #link: RedisLink
  readonly #options: BullmqOptions
  readonly #queue: string
  readonly #lease: number
  readonly #open = new Map<string, OpenJob>()
  /** Those of them that are in Redis, or on their way to it, and those that wait until there are fewer. */
  readonly #sent = new Set<OpenJob>()
  readonly #waiting = new Set<OpenJob>()
  /** The attempt whose result was taken, by the key of its job. */
  readonly #taken = new Map<string, string>()
  readonly #queues: JobQueues
  readonly #progress = new Progress()
  readonly #cards: Cards
  readonly #outlook: Outlook
  readonly #files: SentFiles
  readonly #aborts = new Aborts<OpenJob>((open, reason) => this.#end(open, reason))
  readonly #inbox: Disposable
  readonly #closed = new AbortController()
  readonly #counted = { done: 0, attempts: 0, requeued: 0, dropped: 0, unreadable: 0 }
  #wake = Promise.withResolvers<void>()

  constructor(link: RedisLink, options: BullmqOptions) {
    const { queue = 'textgrad', lease = 30_000, priority = 0, tell = () => undefined } = options
    this.#link = link
    this.#options = options
    this.#queue = queue
    this.#lease = lease
    this.#cards = new Cards(link, queue)
    this.#queues = new JobQueues({ link, queue, peer: this.#id, priority, cards: this.#cards })
    this.#outlook = new Outlook(this.#cards, { queue: `${queue} at ${link.address}`, tell })
    this.#files = new SentFiles(options.tasks ?? [])
    this.#inbox = readInbox(link, inboxOf(queue, this.#id), (text) => this.#receive(text))
    options.pause?.addEventListener('abort', this.#withdraw)
    void this.#watch()
  }

  async evaluate(job: Job, call: Call): Promise<Evaluation> {
    const files = await this.#files.of(job.run)
    const queued = queuedJob(job, call, { from: this.#id, files })
    // Equal content has an equal result, but another call may be of another run, which keeps what it costs: one by one.
    for (let same; (same = this.#open.get(queued.key));)
      await abortable(Promise.allSettled([same.outcome.promise]), call.signal)
    call.signal?.throwIfAborted()
    this.#options.pause?.throwIfAborted()
    if (this.#closed.signal.aborted) throw closed()
    const { maxAttempts = 10, turns } = this.#options
    const needs = needsOf(job.run, this.#options)
    const open = new OpenJob(queued, call, { maxAttempts, turns, needs, files: this.#files })
    this.#open.set(queued.key, open)
    this.#progress.of(open.wanted).open++
    this.#taken.delete(queued.key)
    this.#waiting.add(open)
    this.#send()
    using _ = this.#aborts.watch(call.signal, open)
    try {
      return await open.outcome.promise
    } finally {
      this.#counted.attempts += open.attempts
      this.#forget(open)
      this.#send()
    }
  }

  stats(): BullmqStats {
    const sent = [...this.#sent]
    const attempts = sent.reduce((sum, open) => sum + open.attempts, this.#counted.attempts)
    const active = sent.filter(({ holder }) => holder).length
    return { ...this.#counted, attempts, open: this.#open.size, active, workers: this.#outlook.workers }
  }

  /** Redis is back, perhaps without what it held. Who held a job could not be heard meanwhile. */
  afterLoss(): void {
    for (const open of this.#sent) open.forgive()
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
    await this.#queues.removed()
    const gone = Promise.all([
      this.#cards.remove('runs', this.#id),
      commands.del(inboxOf(this.#queue, this.#id)),
      this.#queues.tidy(),
    ])
    await Promise.race([gone.catch(() => undefined), sleep(1000, undefined, { ref: false })])
  }

  /** Says again and again that this is alive, and puts back what is open and not in Redis. */
  async #watch(): Promise<void> {
    const { signal } = this.#closed
    for (let look = 0; !signal.aborted; look++) {
      try {
        if (this.#link.commands.status === 'ready') await this.#look(look % looksPerCount === 0)
      } catch (error) {
        // Or Redis went away; it is looked at again when it is back.
        this.#link.refused(error)
      }
      this.#wake = Promise.withResolvers<void>()
      await Promise.race([this.#wake.promise, sleep(beat, undefined, { signal }).catch(() => undefined)])
    }
  }

  async #look(counts: boolean): Promise<void> {
    const { wants } = this.#progress
    const { sharing } = this.#options
    const shares = sharing && { program: sharing.program, limits: [...sharing.uses()] }
    const run = this.#options.run?.()
    const named = run === undefined ? {} : { run }
    await this.#cards.showRun(this.#id, { host: hostname(), wants, ...named, ...(shares && { shares }) })
    if (sharing) sharing.others(othersOf(await this.#cards.runs(), sharing.program))
    const waiting = [...this.#sent].filter((open) => open.timesQueued > 0 && !open.isHeld(this.#lease))
    if (waiting.length > 0) await this.#putBack(waiting)
    // Where one is held somebody works.
    const isIdle = waiting.length > 0 && waiting.length === this.#sent.size
    if (isIdle || counts) await this.#outlook.look(wants, isIdle)
  }

  /** Puts as many into the queue as may lie there. */
  #send(): void {
    const { ahead = 10_000 } = this.#options
    const jobs = [...this.#waiting.values().take(Math.max(0, ahead - this.#sent.size))]
    for (const open of jobs) {
      this.#waiting.delete(open)
      this.#sent.add(open)
      this.#progress.of(open.wanted).sent++
    }
    if (jobs.length > 0) void this.#put(jobs)
  }

  /** Puts back what is not in Redis, of jobs that nobody holds; after a pause it is not begun again either. */
  async #putBack(waiting: readonly OpenJob[]): Promise<void> {
    const { pause } = this.#options
    if (!pause?.aborted) return this.#put(await this.#queues.missing(waiting))
    for (const open of waiting) this.#end(open, pause.reason)
  }

  async #put(jobs: readonly OpenJob[]): Promise<void> {
    await Promise.all(
      jobs.map(async (open) => {
        // Where Redis is gone it is put there again later.
        await this.#queues.put(open).catch((error: unknown) => this.#link.refused(error))
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
      if (open) this.#progress.of(open.wanted).done++
    }
    return answer
  }

  #forget(open: OpenJob): void {
    const counts = this.#progress.of(open.wanted)
    if (this.#open.get(open.queued.key) === open && this.#open.delete(open.queued.key)) counts.open--
    this.#waiting.delete(open)
    if (this.#sent.delete(open)) counts.sent--
  }

  /** Nobody waits for it: neither the queue nor the worker shall. */
  #end(open: OpenJob, reason: unknown): void {
    const { holder } = open
    const isSent = this.#sent.has(open)
    this.#forget(open)
    open.end(reason)
    if (holder)
      post(this.#link.commands, inboxOf(this.#queue, holder.worker), {
        attempt: holder.attempt,
        answer: { over: true },
      })
    else if (isSent && this.#link.commands.status === 'ready') this.#queues.remove(open)
  }
}

function closed(): WorkersError {
  return new WorkersError('The evaluator on workers is closed', { kind: 'closed' })
}

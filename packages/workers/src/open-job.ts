import { EngineError, type Call, type EngineLayer, type Evaluation, type Needs } from '@textgrad/core'

import { Grants } from './grants.ts'
import type { QueuedJob } from './job.ts'
import type { Answer, Request, ToldEvent } from './messages.ts'
import type { SentFiles } from './sent-files.ts'
import type { Wanted } from './wanted.ts'
import { fromWire, toWire } from './wire-error.ts'
import { evaluationFromWire } from './wire-evaluation.ts'
import { WorkersError } from './workers-error.ts'

/** The try that counts: the last one that began. */
interface Holder {
  readonly attempt: string
  readonly worker: string
  readonly grants: Grants
  /** When it was last heard of, milliseconds. */
  seen: number
}

export interface OpenJobOptions {
  /** Tries that may be lost before the job is given up. */
  readonly maxAttempts: number
  readonly needs: Needs
  readonly files: SentFiles
  /** Where requests to models wait for their turn. */
  readonly turns?: EngineLayer | undefined
}

const over: Answer = { over: true }
const go: Answer = { go: true }

/** A job whose evaluation is waited for, and the worker that holds it. */
export class OpenJob {
  readonly queued: QueuedJob
  readonly wanted: Wanted
  readonly outcome = Promise.withResolvers<Evaluation>()
  /** How often it was put into the queue. */
  timesQueued = 0
  #attempts = 0
  #holder: Holder | undefined
  /** The attempt whose result is taken. */
  #taken: string | undefined
  readonly #call: Call
  readonly #options: OpenJobOptions

  constructor(queued: QueuedJob, call: Call, options: OpenJobOptions) {
    const { task, version } = queued.job.run
    this.queued = queued
    this.wanted = { task, version, needs: options.needs }
    this.#call = call
    this.#options = options
    // Who asked may have left by an abort.
    this.outcome.promise.catch(() => undefined)
  }

  get holder(): { readonly attempt: string; readonly worker: string } | undefined {
    return this.#holder
  }

  get attempts(): number {
    return this.#attempts
  }

  /** Whether a worker holds it that was heard of within `lease` milliseconds. */
  isHeld(lease: number): boolean {
    return this.#holder !== undefined && performance.now() - this.#holder.seen < lease
  }

  /** The holder could not be heard: from now on it can. */
  forgive(): void {
    if (this.#holder) this.#holder.seen = performance.now()
  }

  /** Answers a worker; the answer to a request that comes again is the same. */
  answer(request: Request): Promise<Answer> {
    const { attempt, asked } = request
    if (asked.op === 'begin') return Promise.resolve(this.#begin(request))
    const holder = this.#holder
    if (holder?.attempt !== attempt) return Promise.resolve(over)
    holder.seen = performance.now()
    if (asked.op === 'beat') return Promise.resolve(go)
    if (asked.op === 'done') return this.#done(attempt, asked)
    if (asked.op === 'file') return this.#piece(asked)
    return holder.grants.answer(asked)
  }

  /** Nobody waits for it any more; the worker that is to be told. */
  end(reason: unknown): void {
    this.#leave(reason)
    this.outcome.reject(reason)
  }

  #begin({ attempt, worker }: Request): Answer {
    if (this.#taken !== undefined) return over
    if (this.#holder?.attempt === attempt) return go
    if (this.#attempts === this.#options.maxAttempts) {
      const message = `${this.#attempts} workers were lost over the evaluation ${this.queued.job.path}`
      this.end(new WorkersError(message, { kind: 'lost' }))
      return over
    }
    this.#leave(lost())
    this.#attempts++
    this.#holder = {
      attempt,
      worker,
      grants: new Grants(this.#call, this.#options.turns),
      seen: performance.now(),
    }
    return go
  }

  async #done(attempt: string, done: Extract<Request['asked'], { op: 'done' }>): Promise<Answer> {
    if (this.#taken !== undefined) return go
    this.#taken = attempt
    try {
      await this.#tell(done.events)
      if (done.evaluation) this.outcome.resolve(evaluationFromWire(done.evaluation))
      else this.outcome.reject(this.#failure(done))
    } catch (error) {
      this.outcome.reject(error)
    }
    // Nothing that it began and did not end comes any more.
    this.#leave(lost())
    return go
  }

  async #piece({ sha256, from }: Extract<Request['asked'], { op: 'file' }>): Promise<Answer> {
    try {
      return { piece: await this.#options.files.piece(sha256, from) }
    } catch (error) {
      return { error: toWire(error) }
    }
  }

  async #tell(events: readonly ToldEvent[]): Promise<void> {
    for (const { place, step, body } of events)
      await this.#call.child(place, { step }).emit(body as unknown as Parameters<Call['emit']>[0])
  }

  #failure({ error }: Extract<Request['asked'], { op: 'done' }>): unknown {
    if (!error) return new WorkersError('A worker gave neither an evaluation nor an error', { kind: 'lost' })
    const { signal } = this.#call
    return error.name === 'AbortError' && signal?.aborted ? signal.reason : fromWire(error)
  }

  #leave(reason: unknown): void {
    this.#holder?.grants.close(reason)
    this.#holder = undefined
  }
}

/** What a worker had under way when it was lost may have been paid. */
function lost(): EngineError {
  return new EngineError('The worker that asked for it was lost', {
    kind: 'connection',
    retryable: true,
    paid: 'maybe',
  })
}

import { basename } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

import type { WorkerMessage } from './serve.ts'
import { WorkerError } from './worker-error.ts'

export interface ThreadOptions {
  /** Milliseconds until the module must have called `serve`. */
  readonly startDeadline: number
  /** Milliseconds for one request; without it a request may take for ever. */
  readonly deadline?: number | undefined
  readonly stackMegabytes?: number | undefined
  readonly data?: unknown
}

/** One worker thread: starts, answers one request at a time and keeps the process alive only while it does so. */
export class WorkerThread<Q, A> {
  readonly #worker: Worker
  readonly #name: string
  readonly #deadline: number | undefined
  readonly #started = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  #open: PromiseWithResolvers<A> | undefined
  #stopWatching: () => void

  /** Throws what `new Worker` throws (for `data` that cannot be cloned, say). */
  constructor(module: URL, options: ThreadOptions) {
    this.#name = basename(module.pathname)
    this.#deadline = options.deadline
    this.#worker = new Worker(module, workerOptions(this.#name, options))
    this.#worker.on('message', (message: WorkerMessage<A>) => this.#receive(message))
    this.#worker.on('messageerror', (cause) => this.#end(this.#broken('sent what cannot be read', cause)))
    this.#worker.on('error', (cause) => this.#end(this.#broken(`failed: ${textOf(cause)}`, cause)))
    this.#worker.on('exit', (code) => {
      this.#end(this.#broken(`exited with code ${code}`))
      this.#exited.resolve()
    })
    const late = `did not call serve() within ${options.startDeadline} ms`
    this.#stopWatching = watch(options.startDeadline, () => this.#end(this.#broken(late)))
  }

  /** Resolves when the module has called `serve`; rejects with a WorkerError 'start'. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  /** Resolves when the thread is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise
  }

  /** Whether it can answer (again). */
  get ready(): boolean {
    return this.#state === 'ready'
  }

  /**
   * Call it on a ready thread without an open request. Rejects with a WorkerError 'crashed' or 'timeout', after
   * which the thread has ended, or with a TypeError for a request that cannot be cloned, after which it has not.
   */
  answer(request: Q): Promise<A> {
    try {
      this.#worker.postMessage(request, [])
    } catch (cause) {
      const message = `a request to ${this.#name} must be cloneable: ${textOf(cause)}`
      return Promise.reject(new TypeError(message, { cause }))
    }
    this.#worker.ref()
    this.#open = Promise.withResolvers<A>()
    const deadline = this.#deadline
    if (deadline !== undefined) {
      const message = `${this.#name} did not answer within ${deadline} ms`
      this.#stopWatching = watch(deadline, () => this.#end(new WorkerError(message, { kind: 'timeout' })))
    }
    return this.#open.promise
  }

  /** Ends the thread; what is open rejects with `reason`. */
  terminate(reason: unknown): void {
    this.#end(reason)
  }

  #receive(message: WorkerMessage<A>): void {
    if (this.#state === 'ended') return
    if (message.type === 'broken') {
      this.#end(this.#broken(`failed: ${textOf(message.error)}`, message.error))
      return
    }
    this.#stopWatching()
    this.#worker.unref()
    if (message.type === 'answer') {
      this.#open?.resolve(message.value)
      this.#open = undefined
    } else {
      this.#state = 'ready'
      this.#started.resolve()
    }
  }

  #broken(how: string, cause?: unknown): WorkerError {
    if (this.#state !== 'starting') return new WorkerError(`${this.#name} ${how}`, { kind: 'crashed', cause })
    return new WorkerError(`${this.#name} did not start: it ${how}`, { kind: 'start', cause })
  }

  #end(reason: unknown): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#stopWatching()
    this.#started.reject(reason)
    this.#open?.reject(reason)
    void this.#worker.terminate()
  }
}

function workerOptions(name: string, options: ThreadOptions): WorkerOptions {
  const { stackMegabytes, data } = options
  return {
    name,
    workerData: data,
    ...(stackMegabytes === undefined ? {} : { resourceLimits: { stackSizeMb: stackMegabytes } }),
  }
}

/** Calls `late` after `milliseconds`, but only once an answer that already waits has been heard. Returns its end. */
function watch(milliseconds: number, late: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    immediate = setImmediate(late)
  }, milliseconds)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

import { availableParallelism } from 'node:os'

import { WorkerError } from './worker-error.ts'
import { WorkerThread } from './worker-thread.ts'

/** Answers requests in worker threads: first come, first served, one request at a time in each worker. */
export interface WorkerPool<Q, A> extends AsyncDisposable {
  /** How many workers there are at most. */
  readonly size: number
  /**
   * Rejects with a WorkerError, with the reason of `signal`, or with a TypeError for a request that structured
   * clone cannot copy. Only a request that was running is lost with its worker; the others go on in a fresh one.
   */
  run(request: Q, options?: { readonly signal?: AbortSignal | undefined }): Promise<A>
}

export interface WorkerPoolOptions {
  /** How many workers there are at most (default: `os.availableParallelism()`); they start when needed and stay. */
  readonly size?: number | undefined
  /** Milliseconds for one request from when a worker begins on it (default: no limit); then its worker is ended. */
  readonly deadline?: number | undefined
  /** Stack of each worker, in megabytes (default: Node's, 4). */
  readonly stackMegabytes?: number | undefined
  /** Each worker's `workerData`. */
  readonly data?: unknown
}

/**
 * A pool over `module`, which calls `serve` (its URL comes from `workerModule`). An idle pool does not keep the
 * process alive. Disposing of it rejects what is open with a WorkerError 'closed' and ends the threads.
 */
export function workerPool<Q, A>(module: URL, options: WorkerPoolOptions = {}): WorkerPool<Q, A> {
  return new Pool<Q, A>(module, options)
}

const startDeadline = 30_000
const longestTimer = 2 ** 31 - 1

interface Task<Q, A> {
  readonly request: Q
  readonly outcome: PromiseWithResolvers<A>
  /** The thread that is at it now. */
  thread?: WorkerThread<Q, A> | undefined
}

class Pool<Q, A> implements WorkerPool<Q, A> {
  readonly size: number
  readonly #module: URL
  readonly #options: WorkerPoolOptions
  readonly #waiting = new Set<Task<Q, A>>()
  /** Starting, idle and busy threads (an idle one may have ended since). */
  readonly #threads = new Set<WorkerThread<Q, A>>()
  readonly #idle = new Set<WorkerThread<Q, A>>()
  readonly #exits = new Set<Promise<void>>()
  #starting = 0
  #closed = false

  constructor(module: URL, options: WorkerPoolOptions) {
    const { size = availableParallelism(), deadline, stackMegabytes } = options
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`size must be a whole number of workers from 1, not ${size}`)
    requirePositive('deadline', deadline, longestTimer)
    requirePositive('stackMegabytes', stackMegabytes, 1024)
    this.size = size
    this.#module = module
    this.#options = options
  }

  async run(request: Q, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<A> {
    const { signal } = options
    signal?.throwIfAborted()
    if (this.#closed) throw closed()
    const task: Task<Q, A> = { request, outcome: Promise.withResolvers<A>() }
    const abort = () => this.#abort(task, signal?.reason)
    signal?.addEventListener('abort', abort)
    try {
      this.#waiting.add(task)
      this.#assign()
      return await task.outcome.promise
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#rejectWaiting(closed())
    for (const thread of this.#threads) thread.terminate(closed())
    await Promise.all(this.#exits)
  }

  /** Gives waiting requests to idle threads, and starts a thread for each that is left as far as `size` allows. */
  #assign(): void {
    for (const task of this.#waiting) {
      const thread = this.#takeIdle()
      if (!thread) break
      this.#waiting.delete(task)
      void this.#work(thread, task)
    }
    while (this.#starting < this.#waiting.size && this.#threads.size < this.size) void this.#start()
  }

  #takeIdle(): WorkerThread<Q, A> | undefined {
    for (const thread of this.#idle) {
      this.#idle.delete(thread)
      if (thread.ready) return thread
      this.#threads.delete(thread)
    }
    return undefined
  }

  async #work(thread: WorkerThread<Q, A>, task: Task<Q, A>): Promise<void> {
    task.thread = thread
    try {
      task.outcome.resolve(await thread.answer(task.request))
    } catch (error) {
      task.outcome.reject(error)
    }
    task.thread = undefined
    if (thread.ready) this.#idle.add(thread)
    else this.#threads.delete(thread)
    this.#assign()
  }

  /**
   * A thread that fails to start is not followed by another until a request comes or ends, so a broken module
   * cannot make threads without end. Requests wait on if other threads are left to answer them.
   */
  async #start(): Promise<void> {
    this.#starting += 1
    let thread: WorkerThread<Q, A> | undefined
    try {
      thread = new WorkerThread<Q, A>(this.#module, { ...this.#options, startDeadline })
      this.#keep(thread)
      await thread.started
      this.#idle.add(thread)
    } catch (error) {
      if (thread) this.#threads.delete(thread)
      if (this.#threads.size === 0) this.#rejectWaiting(startError(error))
      return
    } finally {
      this.#starting -= 1
    }
    this.#assign()
  }

  #keep(thread: WorkerThread<Q, A>): void {
    this.#threads.add(thread)
    this.#exits.add(thread.exited)
    void thread.exited.then(() => this.#exits.delete(thread.exited))
  }

  #abort(task: Task<Q, A>, reason: unknown): void {
    if (this.#waiting.delete(task)) task.outcome.reject(reason)
    else task.thread?.terminate(reason)
  }

  #rejectWaiting(reason: unknown): void {
    for (const task of this.#waiting) task.outcome.reject(reason)
    this.#waiting.clear()
  }
}

function requirePositive(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (value > 0 && value <= most)) return
  throw new RangeError(`${name} must be above 0 and at most ${most}, not ${value}`)
}

function startError(error: unknown): WorkerError {
  if (error instanceof WorkerError) return error
  return new WorkerError('the worker could not be made', { kind: 'start', cause: error })
}

function closed(): WorkerError {
  return new WorkerError('the worker pool is closed', { kind: 'closed' })
}

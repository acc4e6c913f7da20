import { availableParallelism } from 'node:os'

/** Shares the cores of this machine between dockings, first come, first served. */
export interface DockingPool {
  /** Threads that may run at once. */
  readonly cores: number
  /** Threads that run now. */
  readonly running: number
  /** The end of the queue as it is now. A molecule that is prepared and then docked keeps its place by it. */
  place(): number
  /**
   * Runs `work`, which takes so many threads, when they are free. Rejects with the reason of `signal`, with what `work`
   * rejects with, or with a RangeError for more threads than there are.
   */
  run<T>(threads: number, work: () => Promise<T>, options?: TurnOptions): Promise<T>
}

export interface TurnOptions {
  /** From `place()` (default: the end of the queue). */
  readonly place?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface DockingPoolOptions {
  /** Threads at once (default: one per core, and no more than memory allows). */
  readonly cores?: number | undefined
}

/** What Vina 1.2 takes for a box of 30 Å, bytes. */
const memoryPerDocking = 0.6e9

/** @throws RangeError for a number of cores that is none */
export function dockingPool({ cores = usableCores() }: DockingPoolOptions = {}): DockingPool {
  if (!Number.isInteger(cores) || cores < 1)
    throw new RangeError(`cores must be a whole number from 1, not ${cores}`)
  return new Pool(cores)
}

function usableCores(): number {
  const fitting = Math.floor(process.availableMemory() / memoryPerDocking)
  return Math.max(1, Math.min(availableParallelism(), fitting))
}

interface Waiting {
  readonly place: number
  readonly threads: number
  readonly start: () => void
}

class Pool implements DockingPool {
  readonly cores: number
  #running = 0
  #places = 0
  /** By place. */
  readonly #waiting: Waiting[] = []

  constructor(cores: number) {
    this.cores = cores
  }

  get running(): number {
    return this.#running
  }

  place(): number {
    return this.#places++
  }

  async run<T>(
    threads: number,
    work: () => Promise<T>,
    { place = this.place(), signal }: TurnOptions = {},
  ): Promise<T> {
    if (!Number.isInteger(threads) || threads < 1 || threads > this.cores)
      throw new RangeError(`a docking may take 1 to ${this.cores} threads here, not ${threads}`)
    await this.#turn(threads, place, signal)
    try {
      return await work()
    } finally {
      this.#running -= threads
      this.#next()
    }
  }

  /** Resolves when the threads are taken. */
  async #turn(threads: number, place: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const turn = Promise.withResolvers<void>()
    const waiting = { place, threads, start: turn.resolve }
    const leave = () => {
      const index = this.#waiting.indexOf(waiting)
      // Who has started is not in the queue any more, and goes on to see the abort itself.
      if (index < 0) return
      this.#waiting.splice(index, 1)
      turn.reject(signal?.reason)
      this.#next()
    }
    signal?.addEventListener('abort', leave)
    const behind = this.#waiting.findIndex((other) => other.place > place)
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, waiting)
    this.#next()
    try {
      await turn.promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  /** Starts the first in the queue if there is room, and the next; nobody overtakes. */
  #next(): void {
    for (;;) {
      const [first] = this.#waiting
      if (!first || this.#running + first.threads > this.cores) return
      this.#waiting.shift()
      this.#running += first.threads
      first.start()
    }
  }
}

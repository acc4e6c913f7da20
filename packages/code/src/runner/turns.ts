/** Lets so many works run at once, first come, first served. */
export class Turns {
  readonly size: number
  #running = 0
  readonly #waiting = new Set<() => void>()

  /** @throws RangeError */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`workers must be a whole number from 1, not ${size}`)
    this.size = size
  }

  /** Rejects as `work` does, or with the reason of `signal` while it waits. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    await this.#turn(signal)
    try {
      return await work()
    } finally {
      this.#running -= 1
      this.#next()
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    const turn = Promise.withResolvers<void>()
    const leave = () => {
      // Who has started sees the abort itself.
      if (this.#waiting.delete(turn.resolve)) turn.reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave)
    this.#waiting.add(turn.resolve)
    this.#next()
    try {
      await turn.promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  #next(): void {
    for (const start of this.#waiting) {
      if (this.#running >= this.size) return
      this.#waiting.delete(start)
      this.#running += 1
      start()
    }
  }
}

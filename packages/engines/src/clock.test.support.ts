import type { Clock } from './clock.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Lets everything that waits for nothing but promises go on. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A clock that a test moves on. */
export class TestClock implements Clock {
  #now = 0
  readonly #timers = new Set<Timer>()
  /** Every time that was waited for, in milliseconds, in order. */
  readonly waits: number[] = []

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    this.waits.push(milliseconds)
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets time pass in which no timer fires, as where the process is busy. */
  jump(milliseconds: number): void {
    this.#now += milliseconds
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await settled()
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) await this.#fire(next)
    this.#now = end
    await settled()
  }

  /** Moves on from timer to timer until the work is done: only for work that waits for this clock alone. */
  async finish<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false }
    const end = (): void => void (state.isDone = true)
    work.then(end, end)
    await settled()
    while (!state.isDone) {
      const next = this.#next()
      if (!next) throw new Error('nothing is waited for')
      await this.#fire(next)
      await settled()
    }
    return work
  }

  #next(): Timer | undefined {
    return [...this.#timers].toSorted((a, b) => a.at - b.at)[0]
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers.delete(timer)
    this.#now = Math.max(this.#now, timer.at)
    timer.run()
    await settled()
  }
}

/** Longer than any wait, shorter than any deadline of these tests: 11 minutes in milliseconds. */
const longestWait = 660_000

/** A clock for real connections: waits are over at once, as if their time had passed, and deadlines never are. */
export class SkippingClock implements Clock {
  #skipped = 0
  /** What was waited for, in milliseconds, in order. */
  readonly waits: number[] = []

  now(): number {
    return performance.now() + this.#skipped
  }

  after(milliseconds: number, run: () => void): () => void {
    if (milliseconds > longestWait) return () => {}
    this.waits.push(milliseconds)
    const timer = setImmediate(() => {
      this.#skipped += milliseconds
      run()
    })
    return () => clearImmediate(timer)
  }
}

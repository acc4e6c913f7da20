/** Of a limit this much is used: a provider's clock is not ours. */
const used = 0.99
/** Milliseconds that those who waited may catch up, so that late timers do not add up. Idle time is lost. */
const slack = 60

export interface Going {
  readonly now: number
  readonly share: number
  readonly waited: boolean
}

/** When the next of a kind may go, where only so many may go per minute: evenly, without bursts. */
export class Pace {
  readonly #millisecondsEach: number
  #free = Number.NEGATIVE_INFINITY

  /** Throws RangeError, naming the limit, where it is not a number above 0. */
  constructor(name: string, perMinute: number) {
    if (!(perMinute > 0)) throw new RangeError(`${name} must be a number above 0, not ${perMinute}`)
    this.#millisecondsEach = 60_000 / (perMinute * used)
  }

  get free(): number {
    return this.#free
  }

  /** Counts `amount` that goes now, at a `share` of the limit, for somebody who had to wait or not. */
  take(amount: number, { now, share, waited }: Going): void {
    const earliest = waited ? now - slack : now
    this.#free = Math.max(this.#free, earliest) + (amount * this.#millisecondsEach) / share
  }

  /** Counts what an estimate missed: less than it where `amount` is negative. */
  correct(amount: number): void {
    this.#free += amount * this.#millisecondsEach
  }
}

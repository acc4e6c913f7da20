/** Of a limit this much is used: a provider's clock is not ours. */
const used = 0.99
/**
 * Milliseconds that may be caught up, so that late timers do not add up. What is not used of a minute is 600 ms: a third
 * of it; the rest is for requests that take longer on their way than others, so that no minute gets more than the limit.
 */
const slack = 200

export interface Going {
  readonly now: number
  /** Since when it might have gone: what nobody asked for, and what a server refused, is not caught up. */
  readonly since: number
  readonly share: number
}

/** When the next of a kind may go, where only so many may go per minute: evenly, without bursts. */
export class Pace {
  #millisecondsEach: number
  #free = Number.NEGATIVE_INFINITY

  /** Throws RangeError, naming the limit, where it is not a number above 0. */
  constructor(name: string, perMinute: number) {
    if (!(perMinute > 0)) throw new RangeError(`${name} must be a number above 0, not ${perMinute}`)
    this.#millisecondsEach = 60_000 / (perMinute * used)
  }

  /** Another limit from now on. */
  set perMinute(limit: number) {
    this.#millisecondsEach = 60_000 / (limit * used)
  }

  get free(): number {
    return this.#free
  }

  /** Counts `amount` that goes now, at a `share` of the limit. */
  take(amount: number, { now, since, share }: Going): void {
    this.#free = Math.max(this.#free, now - slack, since) + (amount * this.#millisecondsEach) / share
  }

  /** Counts what an estimate missed that went at a `share` of the limit: less than it where `amount` is negative. */
  correct(amount: number, share: number): void {
    this.#free += (amount * this.#millisecondsEach) / share
  }
}

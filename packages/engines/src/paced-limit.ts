import type { RateLimit } from '@textgrad/core'

import { LearnedRate } from './learned-rate.ts'
import { Pace, type Going } from './pace.ts'

/** One of a provider's limits: as it was set, or else as the provider tells it. */
export class PacedLimit {
  readonly #name: string
  readonly #isSet: boolean
  readonly #learned = new LearnedRate()
  #pace: Pace | undefined
  #left: { readonly amount: number; readonly millisecondsEach: number; readonly at: number } | undefined

  /** Throws RangeError, naming the limit, where it is not a number above 0. */
  constructor(name: string, perMinute: number | undefined) {
    this.#name = name
    this.#isSet = perMinute !== undefined
    if (perMinute !== undefined) this.#pace = new Pace(name, perMinute)
  }

  get isKnown(): boolean {
    return this.#pace !== undefined
  }

  /** When so much may go. */
  free(amount: number): number {
    const missing = this.#left ? amount - this.#left.amount : 0
    const returned = missing > 0 ? this.#left!.at + missing * this.#left!.millisecondsEach : 0
    return Math.max(this.#pace?.free ?? 0, returned)
  }

  take(amount: number, going: Going): void {
    this.#pace?.take(amount, going)
  }

  correct(amount: number, share: number): void {
    this.#pace?.correct(amount, share)
  }

  /** What a provider told now; a limit that was set counts for more. */
  learn(told: RateLimit | undefined, now: number): void {
    if (this.#isSet || told === undefined) return
    this.#learned.learn(told)
    const { perMinute } = this.#learned
    if (perMinute === undefined) this.#pace = undefined
    else if (this.#pace) this.#pace.perMinute = perMinute
    else this.#pace = new Pace(this.#name, perMinute)
    const { limit, remaining, resetAfter } = told
    const used = limit - remaining
    this.#left =
      resetAfter === undefined || used <= 0
        ? undefined
        : { amount: remaining, millisecondsEach: resetAfter / used, at: now }
  }
}

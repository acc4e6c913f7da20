import type { RateLimit } from '@textgrad/core'

const minute = 60_000
/** A reset that is further away than this belongs to a limit for longer than a minute. */
const longestReset = 1.5 * minute
/** What must have gone between two replies, as a part of the limit, to tell how fast it comes back. */
const tellingPart = 0.1

/**
 * How much a provider lets in per minute, by what it tells. Its headers do not say for which time a limit is. It is taken
 * for a minute's, as OpenAI documents it, unless all of it comes back only much later (a limit per day), or what went
 * between two replies comes back in less than half the time (a shorter one).
 */
export class LearnedRate {
  #limit: number | undefined
  #window = minute
  #fullest: Required<RateLimit> | undefined
  #spread = 0

  /** Undefined where nothing is known, or where the limit is for longer than minutes: it may be used up at any speed. */
  get perMinute(): number | undefined {
    return this.#limit === undefined || this.#window > minute
      ? undefined
      : (this.#limit * minute) / this.#window
  }

  learn({ limit, remaining, resetAfter }: RateLimit): void {
    if (limit !== this.#limit) {
      this.#limit = limit
      this.#window = minute
      this.#fullest = undefined
      this.#spread = 0
    }
    if (resetAfter === undefined) return
    if (resetAfter > longestReset) this.#window = Number.POSITIVE_INFINITY
    else if (this.#window <= minute) this.#compare({ limit, remaining, resetAfter })
  }

  /** Where a bucket fills evenly, what went from it between two replies is what the second takes longer to fill it. */
  #compare(told: Required<RateLimit>): void {
    const fullest = this.#fullest
    if (!fullest || told.remaining > fullest.remaining) {
      this.#fullest = told
      return
    }
    const gone = fullest.remaining - told.remaining
    if (gone <= this.#spread || gone < told.limit * tellingPart) return
    const window = (told.limit * (told.resetAfter - fullest.resetAfter)) / gone
    // Windows that begin anew at once do not fit this: their reset can be longer than it.
    if (window <= 0 || told.resetAfter > window * 1.1) return
    this.#spread = gone
    this.#window = window < minute / 2 ? window : minute
  }
}

/**
 * AIMD: what a refusal leaves of the speed where the limit is not known, and where it is: it was only just passed, unless
 * another refusal follows before the speed is back. How fast that comes back per millisecond; what is left at least.
 */
const cut = 0.7
const cutAtLimit = 0.97
const cutAgain = 0.9
const regain = 0.03 / 1000
const least = 0.05
/** Milliseconds that everyone waits after a refusal that tells no time; doubled with each in a row, up to the longest. */
const firstPause = 500
const longestPause = 60_000

/** How much slower to go after refusals: one for everyone who asks the same server. */
export class Slowdown {
  #pausedUntil = Number.NEGATIVE_INFINITY
  #share = 1
  #since = Number.NEGATIVE_INFINITY
  #inARow = 0
  readonly #limitIsKnown: () => boolean

  constructor(limitIsKnown: () => boolean) {
    this.#limitIsKnown = limitIsKnown
  }

  get pausedUntil(): number {
    return this.#pausedUntil
  }

  /** The part of the full speed that is allowed now, from above 0 to 1. */
  share(now: number): number {
    return this.#share === 1 ? 1 : Math.min(1, this.#share + (now - this.#since) * regain)
  }

  /** A request that went at `started` was refused now; `retryAfter` in milliseconds where the server told it. */
  refused(started: number, now: number, retryAfter: number | undefined): void {
    // Those that were under way together are refused together: that is one sign, not many.
    const isNews = started >= this.#since
    if (isNews) {
      this.#share = this.#reduced(this.share(now))
      this.#since = now
      this.#inARow++
    }
    const own = isNews ? Math.min(longestPause, firstPause * 2 ** (this.#inARow - 1)) : 0
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfter ?? own))
  }

  answered(started: number): void {
    if (started >= this.#since) this.#inARow = 0
  }

  #reduced(share: number): number {
    const known = share === 1 ? cutAtLimit : cutAgain
    return Math.max(least, share * (this.#limitIsKnown() ? known : cut))
  }
}

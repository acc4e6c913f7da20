import type { RateLimits } from '@textgrad/core'

import type { Clock } from './clock.ts'
import { PacedLimit } from './paced-limit.ts'
import { Slowdown } from './slowdown.ts'

export interface PacerLimits {
  readonly requestsPerMinute: number | undefined
  readonly tokensPerMinute: number | undefined
  readonly concurrency: number | undefined
  /** How many programs share them. */
  readonly among: () => number
}

/** A place in the line, and then the time in which a request is under way. */
export interface Turn {
  /** The reply came, and took so many tokens, and told so much of the limits, where that is known. */
  answered(tokens: number | undefined, limits: RateLimits | undefined): void
  /** The server asked to be left alone, for so many milliseconds where it told. */
  refused(retryAfter: number | undefined): void
  /** It failed in another way; `isPaid` where its tokens count all the same. */
  failed(isPaid: boolean): void
}

interface Waiting {
  readonly tokens: () => number
  readonly go: (turn: Turn) => void
  readonly came: number
}

/** Lets requests go in the order in which they came, each when the limits allow. */
export class Pacer {
  readonly #clock: Clock
  readonly #requests: PacedLimit
  readonly #tokens: PacedLimit
  readonly #concurrency: number | undefined
  readonly #among: () => number
  readonly #slowdown: Slowdown
  readonly #line = new Set<Waiting>()
  #underWay = 0
  /** The most that were under way when a refusal came, where nobody set a limit. */
  #crowd = Number.POSITIVE_INFINITY
  #cancelTimer = (): void => {}

  /** Throws RangeError for a limit out of range. */
  constructor({ requestsPerMinute, tokensPerMinute, concurrency, among }: PacerLimits, clock: Clock) {
    if (concurrency !== undefined && !(concurrency >= 1)) {
      throw new RangeError(`concurrency must be a number from 1 up, not ${concurrency}`)
    }
    this.#requests = new PacedLimit('requestsPerMinute', requestsPerMinute)
    this.#tokens = new PacedLimit('tokensPerMinute', tokensPerMinute)
    this.#slowdown = new Slowdown(() => this.#isPaced)
    this.#concurrency = concurrency
    this.#among = among
    this.#clock = clock
  }

  get #isPaced(): boolean {
    return this.#requests.isKnown || this.#tokens.isKnown
  }

  /**
   * Waits for a turn for about so many tokens, which is asked when the turn comes: by then more may be known. Rejects with
   * the signal's reason when that is aborted.
   */
  turn(tokens: () => number, signal: AbortSignal | undefined): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting)
        reject(signal?.reason as Error)
        this.#pump()
      }
      const waiting: Waiting = {
        tokens,
        came: this.#clock.now(),
        go(turn) {
          signal?.removeEventListener('abort', leave)
          resolve(turn)
        },
      }
      if (signal?.aborted) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      this.#line.add(waiting)
      this.#pump()
    })
  }

  #pump(): void {
    this.#cancelTimer()
    for (const waiting of this.#line) {
      const now = this.#clock.now()
      if (this.#underWay >= this.#allowed(now)) return
      const free = Math.max(
        this.#slowdown.pausedUntil,
        this.#requests.free(1),
        this.#tokens.free(waiting.tokens()),
      )
      if (free > now) {
        this.#cancelTimer = this.#clock.after(free - now, () => this.#pump())
        return
      }
      this.#line.delete(waiting)
      waiting.go(this.#begin(waiting, now))
    }
  }

  /** How many may be under way at once; at least one, so that the line always moves. */
  #allowed(now: number): number {
    const share = this.#slowdown.share(now)
    if (share === 1 && this.#concurrency === undefined) return Number.POSITIVE_INFINITY
    const full = this.#concurrency ?? (this.#isPaced ? Number.POSITIVE_INFINITY : this.#crowd)
    return Math.max(1, Math.floor((full * share) / (this.#concurrency === undefined ? 1 : this.#among())))
  }

  #begin({ tokens: estimate, came }: Waiting, started: number): Turn {
    const tokens = estimate()
    const { pausedUntil } = this.#slowdown
    const going = {
      now: started,
      since: Math.max(came, pausedUntil),
      share: this.#slowdown.share(started) / this.#among(),
    }
    this.#underWay++
    this.#requests.take(1, going)
    this.#tokens.take(tokens, going)
    const end = (missed: number): void => {
      this.#tokens.correct(missed, going.share)
      this.#underWay--
      this.#pump()
    }
    return {
      answered: (actual, limits) => {
        this.#slowdown.answered(started)
        this.#requests.learn(limits?.requests, this.#clock.now())
        this.#tokens.learn(limits?.tokens, this.#clock.now())
        end(actual === undefined ? 0 : actual - tokens)
      },
      refused: (retryAfter) => {
        const now = this.#clock.now()
        if (this.#slowdown.share(now) === 1) this.#crowd = this.#underWay
        this.#slowdown.refused(started, now, retryAfter)
        end(-tokens)
      },
      failed: (isPaid) => end(isPaid ? 0 : -tokens),
    }
  }
}

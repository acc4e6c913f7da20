import type { Clock } from './clock.ts'
import { Pace } from './pace.ts'
import { Slowdown } from './slowdown.ts'

export interface PacerLimits {
  readonly requestsPerMinute: number | undefined
  readonly tokensPerMinute: number | undefined
  readonly concurrency: number | undefined
}

/** A place in the line, and then the time in which a request is under way. */
export interface Turn {
  /** The reply came, and took so many tokens, where that is known. */
  answered(tokens: number | undefined): void
  /** The server asked to be left alone, for so many milliseconds where it told. */
  refused(retryAfter: number | undefined): void
  /** It failed in another way; `isPaid` where its tokens count all the same. */
  failed(isPaid: boolean): void
}

interface Waiting {
  readonly tokens: number
  readonly go: (turn: Turn) => void
  /** It could not go when it came. */
  waited: boolean
}

/** Lets requests go in the order in which they came, each when the limits allow. */
export class Pacer {
  readonly #clock: Clock
  readonly #requests: Pace | undefined
  readonly #tokens: Pace | undefined
  readonly #concurrency: number | undefined
  readonly #slowdown: Slowdown
  readonly #line = new Set<Waiting>()
  #underWay = 0
  /** The most that were under way when a refusal came, where nobody set a limit. */
  #crowd = Number.POSITIVE_INFINITY
  #cancelTimer = (): void => {}

  /** Throws RangeError for a limit out of range. */
  constructor({ requestsPerMinute, tokensPerMinute, concurrency }: PacerLimits, clock: Clock) {
    if (concurrency !== undefined && !(concurrency >= 1)) {
      throw new RangeError(`concurrency must be a number from 1 up, not ${concurrency}`)
    }
    if (requestsPerMinute !== undefined) this.#requests = new Pace('requestsPerMinute', requestsPerMinute)
    if (tokensPerMinute !== undefined) this.#tokens = new Pace('tokensPerMinute', tokensPerMinute)
    this.#slowdown = new Slowdown(this.#isPaced)
    this.#concurrency = concurrency
    this.#clock = clock
  }

  get #isPaced(): boolean {
    return this.#requests !== undefined || this.#tokens !== undefined
  }

  /** Waits for a turn for about so many tokens; rejects with the signal's reason when that is aborted. */
  turn(tokens: number, signal: AbortSignal | undefined): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting)
        reject(signal?.reason as Error)
        this.#pump()
      }
      const waiting: Waiting = {
        tokens,
        waited: false,
        go(turn) {
          signal?.removeEventListener('abort', leave)
          resolve(turn)
        },
      }
      if (signal?.aborted) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      this.#line.add(waiting)
      this.#pump()
      waiting.waited = true
    })
  }

  #pump(): void {
    this.#cancelTimer()
    for (const waiting of this.#line) {
      const now = this.#clock.now()
      if (this.#underWay >= this.#allowed(now)) return
      const free = Math.max(this.#slowdown.pausedUntil, this.#requests?.free ?? 0, this.#tokens?.free ?? 0)
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
    return Math.max(1, Math.floor(full * share))
  }

  #begin({ tokens, waited }: Waiting, started: number): Turn {
    const going = { now: started, share: this.#slowdown.share(started), waited }
    this.#underWay++
    this.#requests?.take(1, going)
    this.#tokens?.take(tokens, going)
    const end = (missed: number): void => {
      this.#tokens?.correct(missed)
      this.#underWay--
      this.#pump()
    }
    return {
      answered: (actual) => {
        this.#slowdown.answered(started)
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

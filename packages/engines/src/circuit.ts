import type { Clock } from './clock.ts'

/** Of this many last requests, half that failed are too many. */
const recently = 20

export interface CircuitPlan {
  /** So many failures in a row are too many. */
  readonly failures: number
  /** Milliseconds until the next request may try. */
  readonly wait: number
  readonly clock: Clock
  /** An outage has begun. */
  readonly opened: () => void
}

/** A request that may go; one of the three is to be told what became of it. */
export interface Passage {
  /** The server was reached. */
  reached(): void
  /** It was not. Whether the circuit is open now. */
  failed(): boolean
  /** Nobody knows: it was aborted. */
  left(): void
}

interface Waiting {
  readonly go: () => void
}

/**
 * Closed, it lets everything through. After too many failures it opens: all wait, then one tries. Where that reaches
 * the server, the others follow, twice as many with each round, so that they do not come all at once.
 */
export class Circuit {
  readonly #plan: CircuitPlan
  readonly #line = new Set<Waiting>()
  #inARow = 0
  #recent: boolean[] = []
  /** Whether the server was ever reached: one that never was is more likely misnamed than away for a while. */
  #isKnown = false
  /** Counts openings: what was under way before one says nothing about the time after it. */
  #openings = 0
  #opensAgainAt: number | undefined
  #underWay = 0
  #allowed = Number.POSITIVE_INFINITY
  #cancelTimer = (): void => {}

  constructor(plan: CircuitPlan) {
    this.#plan = plan
  }

  /** Waits until a request may go; rejects with the signal's reason when that is aborted. */
  enter(signal: AbortSignal | undefined): Promise<Passage> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting)
        reject(signal?.reason as Error)
        this.#pump()
      }
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', leave)
          resolve(this.#begin())
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
      const wait = (this.#opensAgainAt ?? 0) - this.#plan.clock.now()
      if (this.#opensAgainAt !== undefined && wait > 0) {
        this.#cancelTimer = this.#plan.clock.after(wait, () => this.#pump())
        return
      }
      this.#opensAgainAt = undefined
      if (this.#underWay >= this.#allowed) return
      this.#line.delete(waiting)
      waiting.go()
    }
  }

  #begin(): Passage {
    const opening = this.#openings
    this.#underWay++
    const end = (): boolean => {
      if (opening !== this.#openings) return false
      this.#underWay--
      return true
    }
    return {
      reached: () => {
        this.#isKnown = true
        if (!end()) return
        this.#note(false)
        this.#allowed = this.#line.size === 0 ? Number.POSITIVE_INFINITY : this.#allowed + 1
        this.#pump()
      },
      failed: () => {
        if (end()) {
          this.#note(true)
          if (this.#isTooMuch()) this.#open()
          else this.#pump()
        }
        return this.#opensAgainAt !== undefined
      },
      left: () => {
        if (end()) this.#pump()
      },
    }
  }

  #note(hasFailed: boolean): void {
    this.#inARow = hasFailed ? this.#inARow + 1 : 0
    this.#recent = [...this.#recent, hasFailed].slice(-recently)
  }

  #isTooMuch(): boolean {
    if (!this.#isKnown) return false
    // One that tries, or follows too soon, is enough.
    if (this.#allowed !== Number.POSITIVE_INFINITY) return true
    const failed = this.#recent.filter((one) => one).length
    const isHalf = this.#recent.length === recently && failed * 2 >= recently
    return isHalf || this.#inARow >= this.#plan.failures
  }

  #open(): void {
    const isNews = this.#allowed === Number.POSITIVE_INFINITY
    this.#opensAgainAt = this.#plan.clock.now() + this.#plan.wait
    this.#openings++
    this.#underWay = 0
    this.#allowed = 1
    this.#inARow = 0
    this.#recent = []
    if (isNews) this.#plan.opened()
    this.#pump()
  }
}

import { BudgetExceeded, EngineError } from '../errors.ts'
import type { RateLimits } from '../llm/engine.ts'
import type { Budget, Reservation, Spend } from './budget.ts'
import type { OnceOptions } from './call.ts'
import type { Journal } from './journal.ts'

/**
 * Makes one of the requests that a result takes, within the budget. The first is set aside already; each that follows
 * one which may have been paid is set aside, and noted, before it is made. Rejects with BudgetExceeded where that would
 * pass a limit, and with the reason of a pause where no more is to be begun: the request is then not made.
 */
export type Pay = <T>(request: () => Promise<T>, about?: RequestFacts<T>) => Promise<T>

/** What is known of a request to a model, for who lets requests go that others make. */
export interface RequestFacts<T> {
  /** Names provider and model. */
  readonly engine: string
  /** The server, without anything secret. */
  readonly address?: string | undefined
  /** About how many tokens its prompt has. */
  readonly promptTokens: () => number
  /** The longest reply. */
  readonly maxTokens?: number | undefined
  /** What a reply took, and told of the provider's limits. */
  readonly told: (result: T) => ReplyFacts
}

export interface ReplyFacts {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  readonly rateLimits?: RateLimits | undefined
}

/** Where results are kept and paid from. */
export interface Kept {
  readonly journal?: Journal | undefined
  readonly budget?: Budget | undefined
  readonly pause?: AbortSignal | undefined
}

/** What is bought, and where it is kept. */
export interface Purchase {
  readonly path: string
  readonly hash: string
  readonly cost: OnceOptions<unknown>['cost']
  readonly signal: AbortSignal | undefined
}

/** One that was set aside: whether it is still unused, was paid, or failed and may have been paid ('lost'). */
interface Request {
  readonly path: string
  readonly reservation: Reservation | undefined
  state: 'unused' | 'under way' | 'paid' | 'unpaid' | 'lost'
}

/** The requests that one result takes. */
export class Payments {
  readonly #kept: Kept
  readonly #purchase: Purchase
  readonly #requests: Request[] = []
  #count = 0
  #isOver = false

  constructor(kept: Kept, purchase: Purchase) {
    this.#kept = kept
    this.#purchase = purchase
  }

  /** Sets a request aside and notes it, before it is made. */
  async setAside(): Promise<Request> {
    const { path: first, hash, cost } = this.#purchase
    const path = this.#count === 0 ? first : `${first}/request-${this.#count}`
    this.#count++
    const reserved = this.#reserved
    const reservation = cost && this.#kept.budget?.reserve(reserved, cost.purpose)
    const request: Request = { path, reservation, state: 'unused' }
    this.#requests.push(request)
    try {
      await this.#kept.journal?.intent(path, { hash, reserved, ...(cost && { purpose: cost.purpose }) })
    } catch (error) {
      const place = this.#requests.indexOf(request)
      if (place >= 0) {
        this.#requests.splice(place, 1)
        reservation?.release()
      }
      throw error
    }
    return request
  }

  readonly pay: Pay = async (make) => {
    if (this.#isOver) return this.#makeForOthers(make)
    const request = this.#left() ?? (await this.#another())
    if (this.#isOver) throw new DOMException('Nobody waits for the result any more', 'AbortError')
    request.state = 'under way'
    try {
      const result = await make()
      request.state = 'paid'
      return result
    } catch (error) {
      request.state = this.#mayBePaid(error) ? 'lost' : 'unpaid'
      throw error
    }
  }

  /**
   * What a result took with all the requests for it, of which it tells the calls and its own tokens and dollars: those
   * that were lost on the way count with the most that they can have been.
   */
  withLost(spent: Partial<Spend>): Partial<Spend> {
    const lost = this.#requests.filter(({ state }) => state === 'lost').length
    const { tokens = 0, dollars = 0 } = this.#reserved
    return {
      ...spent,
      ...(lost * tokens > 0 && { tokens: (spent.tokens ?? 0) + lost * tokens }),
      ...(lost * dollars > 0 && { dollars: (spent.dollars ?? 0) + lost * dollars }),
    }
  }

  /** The result came and took `spent`, with all the requests for it. */
  settle(spent: Partial<Spend>): void {
    this.#isOver = true
    const [first, ...others] = this.#requests
    for (const { reservation } of others) reservation?.release()
    first!.reservation?.settle(spent)
  }

  /** Takes the notes of all requests but the first one back: what they took stands with the result. */
  async merge(): Promise<void> {
    const { journal } = this.#kept
    await Promise.all(this.#requests.slice(1).map(async ({ path }) => journal?.release?.(path)))
  }

  /** No result came. What may have been paid stays counted, with the most that it can have been. */
  async fail(error: unknown): Promise<void> {
    this.#isOver = true
    for (const { path, reservation, state } of this.#requests.splice(0)) {
      const isUsed = state !== 'unused' || path === this.#purchase.path
      const mayBe =
        state === 'unused' ? !this.#wasNotBegun(error) && this.#mayBePaid(error) : state !== 'unpaid'
      const isPaid = isUsed && mayBe
      if (isPaid) reservation?.settle({ dollars: 0, ...this.#reserved })
      else await this.#takeBack(path, reservation)
    }
  }

  async #takeBack(path: string, reservation: Reservation | undefined): Promise<void> {
    reservation?.release()
    try {
      await this.#kept.journal?.release?.(path)
    } catch {
      // What can not be taken back stays counted as if it had been paid.
    }
  }

  get #reserved(): Partial<Spend> {
    return this.#purchase.cost?.reserve ?? {}
  }

  /** One that is set aside and was not paid: the first, or one that surely failed unpaid. */
  #left(): Request | undefined {
    const [first] = this.#requests
    const request =
      first!.state === 'unused' ? first! : this.#requests.find(({ state }) => state === 'unpaid')
    if (request?.state === 'unpaid') this.#kept.pause?.throwIfAborted()
    return request
  }

  #another(): Promise<Request> {
    this.#kept.pause?.throwIfAborted()
    return this.setAside()
  }

  /** Who began it was aborted, and those who waited for the same have each set a request aside. */
  async #makeForOthers<T>(make: () => Promise<T>): Promise<T> {
    const { cost } = this.#purchase
    if (cost) this.#kept.budget?.reserve(this.#reserved, cost.purpose).release()
    return make()
  }

  /** A pause came before anything was sent. A scoring has begun when what it asks is paused. */
  #wasNotBegun(error: unknown): boolean {
    const { pause } = this.#kept
    return pause?.aborted === true && error === pause.reason && this.#purchase.cost?.purpose !== 'score'
  }

  #mayBePaid(error: unknown): boolean {
    // An abort may carry any reason, such as why another call failed.
    if (this.#purchase.signal?.aborted) return true
    if (error instanceof EngineError) return error.paid !== 'no'
    return !(error instanceof BudgetExceeded)
  }
}

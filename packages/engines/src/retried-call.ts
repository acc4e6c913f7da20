import {
  EngineError,
  random,
  type Engine,
  type GenerateRequest,
  type GenerateResult,
  type Usage,
} from '@textgrad/core'
import { abortable } from '@textgrad/host'

import { sleep } from './clock.ts'
import { Deadlines } from './deadlines.ts'
import { addUsage, isEmpty } from './replies.ts'
import type { RetryPlan } from './retry-plan.ts'

type Paid = EngineError['paid']

/** One reply, with all the requests that it takes. */
export class RetriedCall {
  readonly #next: Engine
  readonly #request: GenerateRequest
  readonly #plan: RetryPlan
  readonly #jitter: () => number
  #requests = 0
  /** Failures that may have been paid for, and of these the worst. */
  #paidFailures = 0
  #paid: Paid = 'no'
  #empty: GenerateResult[] = []
  #failures = 0
  #lastFailure: EngineError | undefined

  constructor(next: Engine, request: GenerateRequest, plan: RetryPlan, turn: number) {
    this.#next = next
    this.#request = request
    this.#plan = plan
    this.#jitter = random(request.seed ?? turn, 'retry').next
  }

  async run(): Promise<GenerateResult> {
    const { clock, deadline } = this.#plan
    const ends = clock.now() + deadline
    using time = new Deadlines(this.#request.signal, clock)
    time.start('total', deadline)
    for (;;) {
      try {
        const result = await this.#ask(time.signal)
        if (!isEmpty(result) || this.#plan.afterEmpty === 0) return this.#counted(result)
        this.#refuseEmpty(result)
      } catch (error) {
        this.#request.signal?.throwIfAborted()
        if (time.missed !== undefined) throw this.#outOfTime(time.missed, error)
        const wait = this.#waitAfter(error)
        if (clock.now() + wait >= ends) throw this.#final(error as EngineError)
        await this.#sleep(wait)
      }
    }
  }

  async #ask(signal: AbortSignal): Promise<GenerateResult> {
    this.#request.signal?.throwIfAborted()
    this.#requests++
    const sample = (this.#request.sample ?? 0) + this.#empty.length
    const request: GenerateRequest = { ...this.#request, signal, ...(sample > 0 && { sample }) }
    return abortable(this.#next.generate(request), signal)
  }

  /** Throws what the call ends with where no more empty replies are allowed. */
  #refuseEmpty(result: GenerateResult): void {
    this.#empty.push(result)
    this.#paid = 'yes'
    if (this.#empty.length <= this.#plan.afterEmpty && this.#requests < this.#plan.attempts) return
    throw new EngineError(`${this.#next.id}: replied with nothing`, { kind: 'bad-reply', paid: 'yes' })
  }

  /** Milliseconds until the next request; throws what the call ends with where there must be none. */
  #waitAfter(error: unknown): number {
    if (!(error instanceof EngineError)) throw error
    this.#lastFailure = error
    this.#paid = worse(this.#paid, error.paid)
    if (error.paid !== 'no') this.#paidFailures++
    const { attempts, afterPaid, firstWait, longestWait } = this.#plan
    const isSpent = this.#requests >= attempts || (error.paid !== 'no' && this.#paidFailures > afterPaid)
    if (!error.retryable || isSpent) throw this.#final(error)
    const atMost = Math.min(longestWait, firstWait * 2 ** this.#failures++)
    return (error.retryAfter ?? 0) + this.#jitter() * atMost
  }

  async #sleep(milliseconds: number): Promise<void> {
    await sleep(this.#plan.clock, milliseconds, this.#request.signal)
  }

  #outOfTime(missed: string, error: unknown): EngineError {
    const message = `${this.#next.id}: ${missed}`
    const cause = this.#lastFailure ?? error
    this.#paid = worse(this.#paid, 'maybe')
    return this.#final(new EngineError(message, { kind: 'timeout', retryable: true, paid: 'maybe', cause }))
  }

  #final(error: EngineError): EngineError {
    if (this.#requests <= 1) return error
    const message = `${error.message} (after ${this.#requests} requests)`
    const { kind, retryable, retryAfter } = error
    return new EngineError(message, { kind, retryable, paid: this.#paid, retryAfter, cause: error })
  }

  /** With what was paid before it came: the empty replies, and a request for each failure that may have been paid. */
  #counted(result: GenerateResult): GenerateResult {
    const calls = 1 + this.#empty.length + this.#paidFailures
    if (calls === 1) return result
    const taken = this.#empty.reduce((sum, empty) => addUsage(sum, empty.usage), result.usage)
    const usage: Usage = { ...taken, calls }
    return { ...result, usage }
  }
}

function worse(a: Paid, b: Paid): Paid {
  const order: readonly Paid[] = ['no', 'maybe', 'yes']
  return order[Math.max(order.indexOf(a), order.indexOf(b))]!
}

import { systemClock, type Clock } from './clock.ts'

/** The times that a request may miss, and what it then has not had. */
const missing = {
  connect: 'no connection',
  firstByte: 'no first byte',
  idle: 'no further byte',
  total: 'no reply',
} as const

type Limit = keyof typeof missing

/** A signal that fires with the caller's signal or when the first of several times is up. */
export class Deadlines implements Disposable {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #clock: Clock
  readonly #timers = new Map<Limit, () => void>()
  readonly #abort = (): void => this.#controller.abort()
  #missed: string | undefined

  constructor(caller: AbortSignal | undefined, clock: Clock = systemClock) {
    this.#caller = caller
    this.#clock = clock
    if (caller?.aborted) this.#abort()
    caller?.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** What there was not within which time, where one was up: `no reply within 1000 ms`. */
  get missed(): string | undefined {
    return this.#missed
  }

  /** Lets the signal fire after so many milliseconds from now; anew where this time runs already. */
  start(limit: Limit, milliseconds: number): void {
    this.stop(limit)
    const end = (): void => {
      this.#missed ??= missedText(limit, milliseconds)
      this.#abort()
    }
    this.#timers.set(limit, this.#clock.after(milliseconds, end))
  }

  stop(limit: Limit): void {
    this.#timers.get(limit)?.()
    this.#timers.delete(limit)
  }

  [Symbol.dispose](): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#caller?.removeEventListener('abort', this.#abort)
  }
}

export function missedText(limit: Limit, milliseconds: number): string {
  return `${missing[limit]} within ${milliseconds} ms`
}

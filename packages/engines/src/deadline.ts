import { systemClock, type Clock } from './clock.ts'

/** A signal that fires with the caller's signal or when the time is up, whichever is first. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #cancel: () => void
  readonly #abort = (): void => this.#controller.abort()
  #passed = false

  constructor(milliseconds: number, caller: AbortSignal | undefined, clock: Clock = systemClock) {
    this.#caller = caller
    if (caller?.aborted) this.#abort()
    caller?.addEventListener('abort', this.#abort)
    this.#cancel = clock.after(milliseconds, () => {
      this.#passed = true
      this.#abort()
    })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether the time was up (before it was disposed of). */
  get passed(): boolean {
    return this.#passed
  }

  [Symbol.dispose](): void {
    this.#cancel()
    this.#caller?.removeEventListener('abort', this.#abort)
  }
}

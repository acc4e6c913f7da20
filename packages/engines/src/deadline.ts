/** A signal that fires with the caller's signal or when the time is up, whichever is first. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #abort = (): void => this.#controller.abort()
  #passed = false

  constructor(milliseconds: number, caller: AbortSignal | undefined) {
    this.#caller = caller
    if (caller?.aborted) this.#abort()
    caller?.addEventListener('abort', this.#abort)
    this.#timer = setTimeout(() => {
      this.#passed = true
      this.#abort()
    }, milliseconds)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether the time was up (before it was disposed of). */
  get passed(): boolean {
    return this.#passed
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#abort)
  }
}

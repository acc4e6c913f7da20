/** Milliseconds after which is looked for what other processes wrote. */
const interval = 100

/** Readers that wait for more: told at once of what this process writes, and soon of what others do. */
export class Followers {
  readonly #waiting = new Set<() => void>()
  #hasEnded = false

  /** Resolves when there may be more; false when nothing more will come. Rejects with the signal's reason. */
  async wait(signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#hasEnded) return false
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(wake, interval)
      const stop = (): void => {
        finish()
        reject(signal!.reason as Error)
      }
      const finish = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', stop)
      }
      function wake(): void {
        finish()
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', stop, { once: true })
    })
    return !this.#hasEnded
  }

  wake(): void {
    for (const wake of this.#waiting) wake()
  }

  end(): void {
    this.#hasEnded = true
    this.wake()
  }
}

/** Time as the layers see it; a test puts its own in place. */
export interface Clock {
  /** Milliseconds from some moment on; never goes back, whatever is done to the computer's clock. */
  now(): number
  /** Calls `run` once after so many milliseconds, unless what it returns is called before. */
  after(milliseconds: number, run: () => void): () => void
}

/** Longest time that Node.js waits for: it takes what is longer for nothing. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(Math.max(milliseconds, 0), longest))
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = clock.after(milliseconds, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    function stop(): void {
      wake()
      reject(signal?.reason as Error)
    }
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

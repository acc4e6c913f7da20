/** Who waits on a signal: one listener serves all of its waiters, as a run has thousands of them. */
const waiters = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>()

/** The promise, or a rejection with the signal's reason as soon as it is aborted, even if nothing else heeds it. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    const waiting = waitersOf(signal)
    waiting.add(reject)
    promise.then(
      (value) => {
        waiting.delete(reject)
        resolve(value)
      },
      (error: unknown) => {
        waiting.delete(reject)
        reject(error)
      },
    )
  })
}

function waitersOf(signal: AbortSignal): Set<(reason: unknown) => void> {
  const known = waiters.get(signal)
  if (known) return known
  const waiting = new Set<(reason: unknown) => void>()
  waiters.set(signal, waiting)
  const stopAll = (): void => {
    for (const stop of waiting) stop(signal.reason)
  }
  signal.addEventListener('abort', stopAll, { once: true })
  return waiting
}

/** Who waits on a signal: one listener serves all of its waiters, as a run has thousands of them. */
const waiters = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>()

/** Calls `stop` when the signal is aborted; the result takes that back. */
export function onAbort(signal: AbortSignal, stop: (reason: unknown) => void): () => void {
  const waiting = waitersOf(signal)
  waiting.add(stop)
  return () => waiting.delete(stop)
}

/** The promise, or a rejection with the signal's reason as soon as it is aborted, even if nothing else heeds it. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    const stopListening = onAbort(signal, reject)
    promise.then(resolve, reject).finally(stopListening)
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

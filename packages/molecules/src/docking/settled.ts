import { DockingError } from './errors.ts'

/**
 * Runs jobs for one molecule at once and waits for all of them to end. DockingErrors are given back beside the results,
 * and thrown where there is no result; any other error says nothing of the molecule: the other jobs are aborted, and it
 * is thrown.
 */
export async function settled<T>(
  jobs: readonly ((signal: AbortSignal) => Promise<T>)[],
  signal?: AbortSignal,
): Promise<{ readonly results: readonly T[]; readonly failures: readonly DockingError[] }> {
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const outcomes = await Promise.all(
    jobs.map(async (job): Promise<{ readonly done: T } | DockingError | undefined> => {
      try {
        return { done: await job(either) }
      } catch (error) {
        if (error instanceof DockingError) return error
        stop.abort(error)
        return undefined
      }
    }),
  )
  signal?.throwIfAborted()
  // The first abort counts; what it brings down tells its reason again.
  stop.signal.throwIfAborted()
  const failures = outcomes.filter((outcome) => outcome instanceof DockingError)
  const results = outcomes.flatMap((outcome) => (outcome && 'done' in outcome ? [outcome.done] : []))
  if (results.length === 0 && failures[0]) throw failures[0]
  return { results, failures }
}

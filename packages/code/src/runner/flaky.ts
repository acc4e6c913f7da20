import type { Result, Verdict } from '../verdict.ts'

/**
 * The first of two runs of the same program and tests, with other seeds for hashes, and which tests went otherwise in the
 * second: such a test is not passed, whatever the first run says.
 */
export function compareRuns(first: Result, second: Result): Result {
  const flaky = first.verdicts
    .filter((verdict, index) => essence(verdict) !== essence(second.verdicts[index]))
    .map(({ test }) => test)
  if (flaky.length === 0) return first
  return { ...first, passed: false, flaky }
}

/** What has to be the same: the status, the value and the exception; neither times nor what was printed. */
function essence(verdict: Verdict | undefined): string {
  return JSON.stringify([verdict?.status, verdict?.got, verdict?.exception?.type, verdict?.exception?.text])
}

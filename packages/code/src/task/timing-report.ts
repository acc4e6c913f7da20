import type { Verdict } from '../verdict.ts'

/** Tests that are named, the slowest first. */
const shown = 5

/** What to say of a program that passes all tests and is to be faster. */
export function timingReport(verdicts: readonly Verdict[], seconds: number): string {
  const slowest = verdicts.toSorted((a, b) => b.seconds - a.seconds).slice(0, shown)
  return [
    `All ${verdicts.length} tests pass and take ${seconds.toPrecision(3)} s. Make the program faster; its results must stay the same.`,
    'The slowest tests:',
    ...slowest.map((one) => `  ${one.test}: ${one.seconds.toPrecision(3)} s`),
  ].join('\n')
}

import type { Test } from '../tests/test.ts'
import type { Verdict } from '../verdict.ts'

/** What to run to see which lines a test runs: of a property with a function the call that it does not hold for. */
export function tracedTest(test: Test, verdict: Verdict | undefined): Test {
  if (test.kind !== 'property' || test.function === undefined || !verdict?.counterexample) return test
  const args = verdict.counterexample.inputs.map(({ value }) => value)
  return { kind: 'call', id: test.id, call: { function: test.function, args }, expected: null }
}

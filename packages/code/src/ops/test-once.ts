import type { Call } from '@textgrad/core'

import type { Runner } from '../runner/runner.ts'
import type { Test } from '../tests/test.ts'
import type { Program } from '../values.ts'
import type { Result } from '../verdict.ts'

export interface TestOnceOptions {
  readonly tests: readonly Test[]
  readonly call: Call
  /** As `RunOptions.coverage`. */
  readonly coverage?: boolean | undefined
}

/**
 * Runs tests at a place in a run: it is one evaluation of its budget, and the result is kept in its journal, so that a
 * resumed run does not run the program again. Rejects as `Runner.run` does.
 */
export function testOnce(
  runner: Runner,
  program: Program,
  { tests, call, coverage = false }: TestOnceOptions,
): Promise<Result> {
  const { signal } = call
  return call.once(
    'tests',
    () => runner.run(program, tests, { ...(signal && { signal }), ...(coverage && { coverage }) }),
    {
      hash: () => JSON.stringify([runner.id, program, tests, ...(coverage ? ['coverage'] : [])]),
      cost: { purpose: 'evaluate', reserve: { evaluations: 1 }, spent: () => ({ evaluations: 1 }) },
    },
  )
}

import { feedback, fn, satisfied, shown, type Call, type Variable } from '@textgrad/core'

import { paperFeedback } from '../feedback-paper.ts'
import { testFeedback, testReport } from '../feedback.ts'
import type { Runner } from '../runner/runner.ts'
import type { Language } from '../sandbox/sandbox.ts'
import { checkedTests } from '../tests/checked-tests.ts'
import type { Test } from '../tests/test.ts'
import type { Result } from '../verdict.ts'
import { testOnce } from './test-once.ts'

export interface TestLossOptions {
  readonly tests: readonly Test[]
  readonly runner: Runner
  readonly language?: Language | undefined
  /** Code that is put before the program on a line of its own, such as imports. */
  readonly before?: string | undefined
  /** 'exact' (default): all that is known of each failure. 'paper': the words of the TextGrad paper. */
  readonly words?: 'exact' | 'paper' | undefined
  /** Name lines of the program that no test runs, as `RunOptions.coverage` tells them (default: false). */
  readonly coverage?: boolean | undefined
}

/** Give it a program, get what its tests say. */
export type CodeTestLoss = (
  program: Variable,
  call?: Call,
) => Promise<Variable<Result & { readonly report: string }>>

/**
 * Tests as a loss on a program, without a model: its feedback says exactly what failed and is satisfied when all pass.
 * What the program does, crash or never end, is a result; a sandbox that fails is a SandboxError and ends the run.
 * @throws TypeError for tests that are none
 */
export function testLoss({
  tests,
  runner,
  language = 'python',
  before = '',
  words = 'exact',
  coverage = false,
}: TestLossOptions): CodeTestLoss {
  checkedTests(tests, language)
  const op = fn(
    {
      name: 'test-loss',
      role: 'report of the tests',
      codec: shown(({ report }: Result & { readonly report: string }) => report),
      backward: ({ args: [source], result }) => {
        if (result.passed) return [satisfied]
        const exact = testFeedback(sourceOf(source, before), tests, result)
        return [words === 'exact' ? exact : feedback(result.report, exact.data)]
      },
    },
    async ([written]: readonly [string], call: Call) => {
      const source = sourceOf(written, before)
      const result = await testOnce(runner, { language, source }, { tests, call, coverage })
      return {
        ...result,
        report: words === 'exact' ? testReport(source, tests, result) : paperFeedback(tests, result),
      }
    },
  )
  return (program, call) => op([program], call)
}

const sourceOf = (written: string, before: string): string =>
  before === '' ? written : `${before}\n${written}`

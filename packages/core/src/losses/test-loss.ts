import { shown } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { feedback, satisfied } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'

/** What came of running tests against a value. */
export type TestReport = readonly TestOutcome[]

export interface TestOutcome {
  readonly name: string
  readonly passed: boolean
  /** What went wrong: expected and actual values, an error, output. */
  readonly message?: string
}

export interface TestLossOptions<T> {
  /** Runs the tests; what it throws is feedback on the value, as a program that does not compile. */
  readonly run: (value: T, call: Call) => TestReport | Promise<TestReport>
}

/**
 * A test report as a loss: each test that fails says so, exactly and without a call; satisfied when all pass. A report
 * without a test fails like a test runner that throws: it shows nothing.
 */
export class TestLoss<T = string> {
  readonly #op: (inputs: readonly [Variable<T>], call?: Call) => Promise<Variable<TestReport>>

  constructor(options: TestLossOptions<T>) {
    this.#op = fn(
      {
        name: 'test-loss',
        role: 'report of the tests',
        codec: shown(render),
        backward: ({ result }) => {
          const failed = result.filter(({ passed }) => !passed)
          if (failed.length === 0) return [satisfied]
          return [
            feedback(
              render(result),
              failed.map(({ name, message = '' }) => ({ test: name, message })),
            ),
          ]
        },
      },
      async ([value]: readonly [T], call: Call) => {
        const report = await options.run(value, call)
        if (report.length === 0) throw new TypeError('The report holds no test')
        return report
      },
    )
  }

  forward(value: Variable<T>, call?: Call): Promise<Variable<TestReport>> {
    return this.#op([value], call)
  }
}

function render(report: TestReport): string {
  const failed = report.filter(({ passed }) => !passed)
  const head = `${report.length - failed.length} of ${report.length} tests pass.`
  return [head, ...failed.map(({ name, message }) => `${name} fails${message ? `: ${message}` : ''}`)].join(
    '\n',
  )
}

import type { Json } from '@textgrad/core'

import { paperFeedback } from '../feedback-paper.ts'
import { failureOf, testFeedback, testReport } from '../feedback.ts'
import { tracedTest } from '../properties/traced-test.ts'
import { linesRun } from '../rules/lines-run.ts'
import { suspicionOf } from '../rules/suspicion.ts'
import type { Runner } from '../runner/runner.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'
import type { Test } from '../tests/test.ts'
import type { Result } from '../verdict.ts'
import type { Outcome } from './outcome.ts'
import type { SandboxChoice } from './sandbox-named.ts'
import type { Section } from './section.ts'
import type { TestedProblem } from './tested-problem.ts'
import { timingReport } from './timing-report.ts'
import type { Place, Workbench } from './workbench.ts'

export interface TestBenchOptions {
  readonly tested: TestedProblem
  readonly section: Section
  readonly role: string
  readonly runner: Runner
  readonly sandbox: Sandbox
  readonly choice: SandboxChoice | undefined
  readonly limits: Limits
  readonly objective: 'tests' | 'runtime'
  readonly words: 'exact' | 'paper'
  /** Whether lines that no local test runs are named. */
  readonly coverage: boolean
  readonly resources: AsyncDisposableStack
}

/** How often the tests are run where their time counts; the shortest counts. */
const timings = 3

/** Judges programs by the tests of a problem. A program that was judged is not run again. */
export class TestBench implements Workbench {
  readonly id: string
  readonly language: Language
  readonly place: Place
  readonly role: string
  readonly start: string
  readonly hasHidden: boolean
  readonly shownTests: readonly string[]
  readonly #options: TestBenchOptions
  readonly #results = new Map<string, Promise<Result>>()

  constructor(options: TestBenchOptions) {
    const { tested, section, runner, objective, words, coverage } = options
    const { language, tests } = tested.problem
    this.#options = options
    this.id = JSON.stringify([
      runner.id,
      tests,
      objective,
      words,
      section.with(''),
      ...(coverage ? ['coverage'] : []),
    ])
    this.language = language
    this.place = { name: options.sandbox.name, choice: options.choice }
    this.role = options.role
    this.start = section.text
    this.hasHidden = tests.hidden.length > 0
    this.shownTests = tests.local.map(({ id }) => id)
  }

  async judge(program: string, signal?: AbortSignal): Promise<Outcome> {
    const { tested, section, objective, words } = this.#options
    const { local } = tested.problem.tests
    const source = section.with(program)
    const result = await this.#result(source, local, signal)
    const isTimed = objective === 'runtime'
    const seconds = this.#secondsOf(result)
    const exact = () =>
      isTimed && result.passed ? timingReport(result.verdicts, seconds) : testReport(source, local, result)
    return {
      passed: result.passed,
      share: shareOf(result),
      seconds: isTimed ? seconds : 0,
      tests: result.verdicts.map((verdict) => ({
        id: verdict.test,
        status: verdict.status,
        ...(isTimed && { seconds: verdict.seconds }),
        ...failureOf(verdict),
      })),
      report: words === 'paper' && !(isTimed && result.passed) ? paperFeedback(local, result) : exact(),
      data: result.passed
        ? { goal: objective, seconds: isTimed ? seconds : null }
        : dataOf(source, local, result),
      lines: linesOf(result, section.linesBefore),
    }
  }

  async judgeHidden(program: string, signal?: AbortSignal): Promise<Outcome> {
    const { hidden } = this.#options.tested.problem.tests
    if (hidden.length === 0) throw new TypeError('there are no hidden tests')
    const result = await this.#result(this.#options.section.with(program), hidden, signal)
    const tests = result.verdicts.map(({ test: id, status }) => ({ id, status }))
    return {
      passed: result.passed,
      share: shareOf(result),
      seconds: 0,
      tests,
      report: '',
      data: null,
      lines: [],
    }
  }

  async suspicion(program: string, _: Outcome, signal?: AbortSignal): Promise<(line: number) => number> {
    const { tested, section, sandbox, limits } = this.#options
    const { local } = tested.problem.tests
    const source = section.with(program)
    const result = await this.#result(source, local, signal)
    const asked = local.map((test, place) => tracedTest(test, result.verdicts[place]))
    const ran = result.loadError ? [] : await linesRun(source, asked, { sandbox, limits, signal })
    const suspicion = suspicionOf(result, ran)
    return (line) => suspicion(line + section.linesBefore)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#options.resources.disposeAsync()
  }

  async #result(source: string, tests: readonly Test[], signal: AbortSignal | undefined): Promise<Result> {
    const key = JSON.stringify([source, tests === this.#options.tested.problem.tests.local])
    const running = this.#results.get(key) ?? this.#run(source, tests, signal)
    this.#results.set(key, running)
    try {
      return await running
    } catch (error) {
      this.#results.delete(key)
      throw error
    }
  }

  async #run(source: string, tests: readonly Test[], signal: AbortSignal | undefined): Promise<Result> {
    const { runner, objective, tested } = this.#options
    const coverage = this.#options.coverage && tests === tested.problem.tests.local
    const program = { language: this.language, source }
    const once = () =>
      runner.run(program, tests, { ...(signal && { signal }), ...(coverage && { coverage }) })
    let best = await once()
    if (objective === 'tests') return best
    for (let time = 1; time < timings && best.passed; time++) {
      const again = await once()
      if (!again.passed || this.#secondsOf(again) < this.#secondsOf(best)) best = again
    }
    return best
  }

  #secondsOf({ verdicts }: Result): number {
    const { wallSeconds } = this.#options.limits
    return verdicts.reduce(
      (sum, { status, seconds }) => sum + (status === 'passed' ? seconds : wallSeconds),
      0,
    )
  }
}

const shareOf = ({ verdicts }: Result): number =>
  verdicts.filter(({ status }) => status === 'passed').length / verdicts.length

const dataOf = (source: string, tests: readonly Test[], result: Result): Json =>
  testFeedback(source, tests, result).data ?? null

function linesOf({ verdicts }: Result, before: number): number[] {
  const lines = verdicts.flatMap(({ exception }) => exception?.lines.toReversed() ?? [])
  return [...new Set(lines.map(({ line }) => line - before))]
}

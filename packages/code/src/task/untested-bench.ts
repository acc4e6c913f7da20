import { paperFeedback } from '../feedback-paper.ts'
import { testReport } from '../feedback.ts'
import type { Problem } from '../problem.ts'
import type { Language } from '../sandbox/sandbox.ts'
import type { Test } from '../tests/test.ts'
import type { Result, Verdict } from '../verdict.ts'
import type { Outcome } from './outcome.ts'
import type { Place, Workbench } from './workbench.ts'

export interface UntestedBenchOptions {
  readonly problem: Problem
  readonly role: string
  readonly start: string
  readonly words: 'exact' | 'paper'
}

/** Runs no program: as far as it says, each gives nothing and fails every test. */
export class UntestedBench implements Workbench {
  readonly id: string
  readonly language: Language
  readonly place: Place = { name: 'nowhere' }
  readonly role: string
  readonly start: string
  readonly hasHidden: boolean
  readonly #options: UntestedBenchOptions

  constructor(options: UntestedBenchOptions) {
    const { problem, role, start } = options
    this.#options = options
    this.id = JSON.stringify(['untested', problem.id, options.words])
    this.language = problem.language
    this.role = role
    this.start = start
    this.hasHidden = problem.tests.hidden.length > 0
  }

  async judge(program: string): Promise<Outcome> {
    const { problem, words } = this.#options
    const { local } = problem.tests
    const result: Result = { passed: false, verdicts: local.map(failed) }
    const report = words === 'paper' ? paperFeedback(local, result) : testReport(program, local, result)
    return { ...nothing, tests: result.verdicts.map(({ test: id, status }) => ({ id, status })), report }
  }

  async judgeHidden(): Promise<Outcome> {
    return nothing
  }

  async suspicion(): Promise<(line: number) => number> {
    return () => 0
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const nothing: Outcome = {
  passed: false,
  share: 0,
  seconds: 0,
  tests: [],
  report: '',
  data: null,
  lines: [],
}

function failed(test: Test): Verdict {
  const { id } = test
  if (test.kind === 'call')
    return { test: id, status: 'failed', got: null, expected: test.expected, seconds: 0 }
  return { test: id, status: 'failed', why: 'it gave nothing', seconds: 0 }
}

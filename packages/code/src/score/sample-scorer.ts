import { createHash } from 'node:crypto'

import type { ScoredRow } from '@textgrad/core'

import type { PlusProblem } from '../formats/humanevalplus.ts'
import type { Problem } from '../problem.ts'
import type { Runner } from '../runner/runner.ts'
import { Turns } from '../runner/turns.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { answeredInputs } from '../task/answered-inputs.ts'
import type { ProblemFormat } from '../task/problem-file.ts'
import type { Test } from '../tests/test.ts'
import type { ResultsFile } from './results-file.ts'
import type { Sampled } from './sampled-problems.ts'

export interface SampleScorerOptions {
  readonly format: ProblemFormat
  readonly sampled: readonly Sampled[]
  readonly runner: Runner
  readonly sandbox: Sandbox
  readonly results: ResultsFile
  /** Solutions that are asked at once. */
  readonly workers: number
  readonly signal?: AbortSignal | undefined
}

interface ProblemTests {
  readonly tests: readonly Test[]
  readonly notAsked: readonly string[]
}

/** Scores one sample after another; the tests of a problem are made once, and kept until its last sample is scored. */
export class SampleScorer {
  readonly #options: SampleScorerOptions
  readonly #tests = new Map<Problem, Promise<ProblemTests>>()
  readonly #digests = new Map<Problem, string>()
  readonly #left = new Map<Problem, number>()
  readonly #turns: Turns

  constructor(options: SampleScorerOptions) {
    this.#options = options
    this.#turns = new Turns(options.workers)
    for (const { problem } of options.sampled) this.#left.set(problem, (this.#left.get(problem) ?? 0) + 1)
  }

  async score({ problem, program }: Sampled): Promise<ScoredRow> {
    const { results, runner, signal } = this.#options
    const key = digest(JSON.stringify([runner.id, this.#digestOf(problem), program]))
    const row = results.get(key)
    if (row) {
      this.#done(problem)
      return row
    }
    const { tests, notAsked } = await this.#testsOf(problem)
    const { passed, verdicts } = await runner.run(program, tests, signal ? { signal } : {})
    const scored = {
      task_id: problem.id,
      passed,
      tests: [
        ...verdicts.map(({ test, status }) => ({ test, status })),
        ...notAsked.map((test) => ({ test, status: 'not asked' })),
      ],
    }
    await results.put(key, scored)
    this.#done(problem)
    return scored
  }

  #testsOf(problem: Problem | PlusProblem): Promise<ProblemTests> {
    const known = this.#tests.get(problem) ?? this.#makeTests(problem)
    this.#tests.set(problem, known)
    return known
  }

  /** EvalPlus's sets ask all their inputs, and compare with what the solution gives; the others bring their tests. */
  async #makeTests(problem: Problem | PlusProblem): Promise<ProblemTests> {
    const { format, signal } = this.#options
    if (!('inputs' in problem)) {
      const { local, hidden } = problem.tests
      return { tests: format === 'humaneval-x' ? hidden : [...local, ...hidden], notAsked: [] }
    }
    return this.#turns.run(() => this.#answered(problem), signal)
  }

  async #answered(problem: PlusProblem): Promise<ProblemTests> {
    const { sandbox } = this.#options
    const base = await answeredInputs(problem, 'base', sandbox)
    const plus = await answeredInputs(problem, 'plus', sandbox)
    return { tests: [...base.tests, ...plus.tests], notAsked: [...base.notAsked, ...plus.notAsked] }
  }

  #digestOf(problem: Problem): string {
    const known = this.#digests.get(problem) ?? digest(JSON.stringify([this.#options.format, problem]))
    this.#digests.set(problem, known)
    return known
  }

  #done(problem: Problem): void {
    const left = this.#left.get(problem)! - 1
    this.#left.set(problem, left)
    if (left === 0) this.#tests.delete(problem)
  }
}

const digest = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex')

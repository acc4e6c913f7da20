import {
  optimize,
  type Engine,
  type OptimizeOptions,
  type Problem,
  type RunResult,
  type Strategy,
} from '@textgrad/core'

import { median } from '../measure.ts'

/** A problem as it is for a seed, who works on it, and how long. */
export interface Trial {
  readonly problem: Problem<any>
  readonly strategy: Strategy
  readonly limits: Pick<OptimizeOptions, 'budget' | 'target' | 'steps'>
}

/** What came of a problem, over all seeds. */
export interface Outcome {
  /** Of the best scores. */
  readonly mean: number
  readonly median: number
  /** How many runs reached a score of 1. */
  readonly solved: number
  readonly calls: number
  readonly callsPerStep: number
  readonly evaluations: number
}

/** Runs trials with the models of a suite: simulated ones, of which each task has its own, or one that was named. */
export class Lab {
  readonly seeds: number
  readonly #named: Engine | undefined
  /** Model calls of all runs. */
  calls = 0

  constructor(seeds: number, named?: Engine) {
    this.seeds = seeds
    this.#named = named
  }

  /** The model that is asked; undefined where none is but simulated ones. */
  get model(): string | undefined {
    return this.#named?.id
  }

  engine(simulated: () => Engine): Engine {
    return this.#named ?? simulated()
  }

  async run(trialOf: (seed: number) => Trial): Promise<Outcome> {
    const results: RunResult[] = []
    for (let seed = 1; seed <= this.seeds; seed++) results.push(await resultOf(trialOf(seed), seed))
    const scores = results.map(({ best }) => best.evaluation.score)
    const mean = (of: (one: RunResult) => number): number =>
      results.reduce((sum, one) => sum + of(one), 0) / results.length
    const calls = mean(({ spent }) => spent.calls)
    this.calls += calls * results.length
    return {
      mean: mean(({ best }) => best.evaluation.score),
      median: median(scores),
      solved: scores.filter((score) => score === 1).length,
      calls,
      callsPerStep:
        calls /
        Math.max(
          1,
          mean(({ steps }) => steps),
        ),
      evaluations: mean(({ spent }) => spent.evaluations),
    }
  }
}

async function resultOf({ problem, strategy, limits }: Trial, seed: number): Promise<RunResult> {
  await using one = problem
  const run = optimize(one, { strategy, seed, ...limits })
  let next = await run.next()
  while (!next.done) next = await run.next()
  return next.value
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

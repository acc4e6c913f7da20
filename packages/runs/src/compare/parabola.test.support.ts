import {
  constant,
  optimize,
  variable,
  type Candidate,
  type Evaluation,
  type Problem,
  type Strategy,
} from '@textgrad/core'

import { openStore } from '../store.ts'
import { compareRuns, type CompareOptions, type KeptRun, type PlannedTrial } from './compare-runs.ts'
import type { Trial } from './trial.ts'

/** How near to 3 a number is, from below 0 up to 0. */
function parabola(told: (candidate: Candidate) => void = () => {}): Problem {
  return {
    start: { x: '0' },
    metrics: [{ name: 'score', direction: 'maximize' }],
    build(candidate) {
      const x = Number(candidate['x'])
      return {
        parameters: [variable(candidate['x']!, { name: 'x', role: 'number' })],
        loss: async () => constant('it should be 3', { role: 'loss' }),
        async evaluate(): Promise<Evaluation> {
          told(candidate)
          return { score: 0 - (x - 3) ** 2, metrics: {}, feasible: true, feedback: [] }
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Tries two numbers at once: anywhere, or near the best. */
function guessing(name: string): Strategy {
  return {
    name,
    async next({ best }, _problem, { random }) {
      const from = name === 'near' ? Number(best.candidate['x']) : 3
      const width = name === 'near' ? 2 : 10
      return [0, 1].map(() => ({
        candidate: { x: (from + width * (random.next() - 0.5)).toFixed(6) },
        parents: [best.id],
        by: name,
      }))
    },
  }
}

const optimizers = ['near', 'far']

export function trialsOf(seeds: readonly number[], evaluations: number): PlannedTrial[] {
  return seeds.flatMap((seed) =>
    optimizers.map((optimizer): PlannedTrial => {
      const plan = { task: 'parabola', config: {}, optimizer, seed, limits: { evaluations } }
      return { optimizer, case: '', seed, plan }
    }),
  )
}

/** Runs a trial; `told` is told of each candidate that is evaluated. */
export function performing(told?: (candidate: Candidate) => void): CompareOptions['perform'] {
  return async ({ optimizer, plan }: PlannedTrial, kept: KeptRun) => {
    const run = { task: 'parabola', config: {}, engine: '', version: '' }
    const options = { ...kept, strategy: guessing(optimizer), seed: plan.seed!, steps: 1000, run }
    for await (const _ of optimize(parabola(told), options)) continue
  }
}

/** Makes trials in a file. */
export async function compared(
  file: string,
  planned: readonly PlannedTrial[],
  options: Partial<CompareOptions> = {},
): Promise<Trial[]> {
  await using store = await openStore(file)
  return await compareRuns(planned, { perform: performing(), ...options, store })
}

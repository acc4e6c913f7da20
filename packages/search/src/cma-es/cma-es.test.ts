import { describe, expect, it } from 'vitest'

import { numeric, rosenbrock, run, sphere } from '../functions.test.support.ts'
import { cmaEs } from './cma-es.ts'

const ten = (value: number) => Array.from({ length: 10 }, () => value)
const seeds = [1, 2, 3, 4, 5]

describe('cmaEs', () => {
  it.each(seeds)(
    'brings the sphere in 10 dimensions below 1e-9 in 2,500 evaluations (seed %i)',
    async (seed) => {
      const problem = numeric({ fn: sphere, start: ten(3), range: [-5, 5] })
      const { lowest, evaluations } = await run(problem, cmaEs(), { seed, target: -1e-9 })
      expect(lowest).toBeLessThan(1e-9)
      expect(evaluations).toBeLessThanOrEqual(2500)
    },
  )

  // From other starts some runs end in the local minimum 3.99, as pycma's do; from this one none of 30 did.
  it.each(seeds)(
    'brings Rosenbrock in 10 dimensions below 1e-9 in 10,000 evaluations (seed %i)',
    async (seed) => {
      const problem = numeric({ fn: rosenbrock, start: ten(0), range: [-5, 5] })
      const { lowest, evaluations } = await run(problem, cmaEs(), { seed, target: -1e-9 })
      expect(lowest).toBeLessThan(1e-9)
      expect(evaluations).toBeLessThanOrEqual(10_000)
    },
  )

  it('learns a shape that is long in a direction of its own', async () => {
    // An ellipsoid with axes 1 : 1000, turned so that no coordinate goes along them.
    const fn = ([a = 0, b = 0, c = 0]: readonly number[]) =>
      (a + b + c) ** 2 + 1e6 * (a - b) ** 2 + 1e3 * (b - c) ** 2
    const { lowest, evaluations } = await run(numeric({ fn, start: [4, -3, 2], range: [-5, 5] }), cmaEs(), {
      target: -1e-9,
    })
    expect(lowest).toBeLessThan(1e-9)
    expect(evaluations).toBeLessThan(1500)
  })

  it('finds a minimum at the edge of the ranges', async () => {
    const fn = (x: readonly number[]) => x.reduce((sum, xi) => sum + xi, 0)
    const { result } = await run(numeric({ fn, start: [1, 2, 3], range: [0, 5] }), cmaEs(), {
      budget: { evaluations: 1000 },
    })
    expect(result.best.evaluation.score).toBeGreaterThan(-1e-6)
  })

  it('tries a generation in a step, made from the better half of the one before', async () => {
    const problem = numeric({ fn: sphere, start: [1, 1], range: [-5, 5] })
    const { tried, result } = await run(problem, cmaEs({ population: 8 }), { steps: 5 })
    expect(result.steps).toBe(5)
    const generations = [1, 2, 3, 4, 5].map((step) => tried.filter((one) => one.step === step))
    expect(generations.map(({ length }) => length)).toEqual([8, 8, 8, 8, 8])
    const better = generations[3]!.toSorted((a, b) => b.evaluation.score - a.evaluation.score).slice(0, 4)
    expect(generations[4]![0]!.parents).toEqual(better.map(({ id }) => id))
  })

  it('is finished when it has converged', async () => {
    const { result, lowest } = await run(numeric({ fn: sphere, start: [1, 1], range: [-5, 5] }), cmaEs())
    expect(result.status).toBe('done')
    expect(lowest).toBeLessThan(1e-20)
  })
})

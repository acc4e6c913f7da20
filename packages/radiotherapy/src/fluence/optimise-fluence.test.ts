import { describe, expect, it, test } from 'vitest'

import { readBundle } from '../bundle/read-bundle.ts'
import { readWeights } from '../bundle/weights.ts'
import type { Constraint } from '../constraints/constraint.ts'
import { doseStatistics } from '../dvh/statistics.ts'
import { tellFound } from '../found.test.support.ts'
import { plainInfluence } from '../influence/plain.ts'
import { simdInfluence } from '../influence/simd.ts'
import { phantom } from '../phantom.test.support.ts'
import type { PlanCase } from '../plan-case.ts'
import { reference } from '../reference.test.support.ts'
import { optimiseFluence, type Fluence, type FluenceOptions } from './optimise-fluence.ts'
import { fluenceProblem, ofWeights, uniformStart } from './problem.ts'
import type { Iterate } from './projected-lbfgs.ts'

const solve = (plan: PlanCase, options?: FluenceOptions, make = plainInfluence): Promise<Fluence> =>
  optimiseFluence(fluenceProblem(plan, make(plan.influence)), options)

describe.each([
  ['tiny', 'plain', plainInfluence],
  ['tiny', 'SIMD', simdInfluence],
  ['cshape', 'SIMD', simdInfluence],
] as const)('check 3: the fluence of %s by %s products', (name, kind, make) => {
  const known = reference(name)
  it.skipIf(!known)('is optimal, and gives the target what the optimum does', async () => {
    const plan = await readBundle(known!.file)
    const { weights, convex, projectedGradient } = await solve(plan, {}, make)
    const exact = plainInfluence(plan.influence)
    const { value } = ofWeights(exact, fluenceProblem(plan, exact).objective)(weights)
    expect(value).toBeLessThanOrEqual(1.0001 * known!.optimum)
    expect(Math.min(...weights)).toBe(0)
    expect(convex).toBe(true)
    const star = Float64Array.from(known!.star ?? (await readWeights(known!.file, 'star', weights.length)))
    const { name: target } = plan.structures.find(({ type }) => type === 'target')!
    const [found, best] = [weights, star].map((one) => doseStatistics(plan, exact.dose(one))[target]!)
    const apart = (metric: string) => Math.abs(found![metric]! / best![metric]! - 1)
    expect(apart('D95')).toBeLessThanOrEqual(1e-3)
    expect(apart('mean')).toBeLessThanOrEqual(5e-4)
    tellFound(`check 3 ${name} ${kind}`, {
      'above the optimum': value / known!.optimum - 1,
      'D95 apart': apart('D95'),
      'mean apart': apart('mean'),
      'projected gradient': projectedGradient,
    })
  })
})

describe('the uniform start', () => {
  const known = reference('cshape')
  it.skipIf(!known)("is matRad's", async () => {
    const plan = await readBundle(known!.file)
    const start = uniformStart(fluenceProblem(plan, plainInfluence(plan.influence)))
    expect(start[0]).toBeCloseTo(0.3789415816534717, 9)
    expect(new Set(start).size).toBe(1)
  })

  it('is 1 where no objective speaks of a dose', () => {
    const plan = phantom(({ type }) =>
      type === 'target' ? { objectives: [{ kind: 'meanDose', dose: 0, penalty: 1 }] } : {},
    )
    expect(uniformStart(fluenceProblem(plan, plainInfluence(plan.influence)))[0]).toBe(1)
  })
})

describe('optimising', () => {
  const plan = phantom()

  it('ends at weights whose projected gradient is 0', async () => {
    const found = await solve(plan, { stop: { decrease: 0, projectedGradient: 1e-6 } })
    expect(found).toMatchObject({ stopped: 'projected-gradient', violations: [] })
    const exact = plainInfluence(plan.influence)
    const { gradient } = ofWeights(exact, fluenceProblem(plan, exact).objective)(found.weights)
    // The conditions of Karush, Kuhn and Tucker: no slope where there is weight, and only upwards where there is none.
    for (const [bixel, weight] of found.weights.entries()) {
      expect(weight).toBeGreaterThanOrEqual(0)
      expect(Math.abs(Math.min(weight, gradient[bixel]!))).toBeLessThanOrEqual(1e-6)
    }
  })

  it('gives the same bits again', async () => {
    expect(await solve(plan)).toEqual(await solve(plan))
    expect(await solve(plan, {}, simdInfluence)).toEqual(await solve(plan, {}, simdInfluence))
  })

  it('goes on from weights that are given, and leaves them alone', async () => {
    const first = await solve(plan)
    const start = first.weights.slice()
    const again = await solve(plan, { start })
    expect(again.objective).toBeLessThanOrEqual(first.objective)
    expect(again.iterations).toBeLessThan(first.iterations / 2)
    expect(start).toEqual(first.weights)
  })

  it('tells of every place it comes to, each better than the one before', async () => {
    const places: Iterate[] = []
    const found = await solve(plan, { progress: (at) => places.push(at) })
    expect(places.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: found.iterations + 1 }, (_, index) => index),
    )
    expect(places.every(({ value }, index) => index === 0 || value < places[index - 1]!.value)).toBe(true)
    expect(places.at(-1)).toMatchObject({ value: found.objective, weights: found.weights })
  })

  it('goes on in double precision where single precision ends, and tells of that, too', async () => {
    const places: Iterate[] = []
    const exact = plainInfluence(plan.influence)
    const single = await solve(plan, {}, simdInfluence)
    const both = await solve(plan, { exact, progress: (at) => places.push(at) }, simdInfluence)
    expect(both.iterations).toBeGreaterThan(single.iterations)
    expect(places.map(({ iteration }) => iteration)).toEqual([...Array(both.iterations + 1).keys()])
    const of = ofWeights(exact, fluenceProblem(plan, exact).objective)
    expect(both.objective).toBe(of(both.weights).value)
    expect(both.objective).toBeLessThan(of(single.weights).value)
    const stop = { iterations: single.iterations + 2, decrease: 2e-6 }
    const short = await solve(plan, { exact, stop }, simdInfluence)
    expect(short).toMatchObject({ stopped: 'iterations', iterations: stop.iterations })
    const early = await solve(plan, { exact, stop: { value: 2 * single.objective } }, simdInfluence)
    expect(early.stopped).toBe('value')
  })

  it('stops as it is told', async () => {
    expect(await solve(plan, { stop: { iterations: 3 } })).toMatchObject({
      stopped: 'iterations',
      iterations: 3,
    })
    const { objective } = await solve(plan)
    const early = await solve(plan, { stop: { value: 1.5 * objective } })
    expect(early.stopped).toBe('value')
    expect(early.objective).toBeLessThanOrEqual(1.5 * objective)
    const precise = await solve(plan, { stop: { decrease: 0, projectedGradient: 0 } })
    expect(precise.stopped).toBe('precision')
    expect(precise.objective).toBeLessThanOrEqual(objective)
    await expect(solve(plan, { stop: { decrease: NaN } })).rejects.toThrow(
      new RangeError('Expected the stop rule decrease to be a number from 0 up, got NaN'),
    )
  })

  it('can be aborted before and while it runs', async () => {
    const reason = new Error('enough')
    await expect(solve(plan, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const busy = (): void => {
      controller.abort(reason)
      const until = performance.now() + 25
      while (performance.now() < until);
    }
    await expect(solve(plan, { signal: controller.signal, progress: busy })).rejects.toBe(reason)
  })

  test.each([
    [new Float64Array(3), 'Expected start weights for 75 bixels, got 3'],
    [new Float64Array(75).fill(-1), 'Expected start weights that are finite and not negative, got -1 at 0'],
    [new Float64Array(75).fill(NaN), 'got NaN at 0'],
  ])('refuses the start %#', async (start, message) => {
    await expect(solve(plan, { start })).rejects.toThrow(message)
  })

  it('refuses objectives that can not be, and products with another matrix', () => {
    const wrong = phantom(() => ({ objectives: [{ kind: 'meanDose', dose: 1, penalty: NaN }] }))
    expect(() => fluenceProblem(wrong, plainInfluence(wrong.influence))).toThrow(
      'phantom, structures[0].objectives[0].penalty: expected a number from 0',
    )
    const other = { ...plan.influence, voxels: 1, starts: plan.influence.starts.slice(0, 2) }
    expect(() => fluenceProblem(plan, plainInfluence(other))).toThrow(RangeError)
  })

  it('lowers what is not convex, too, and says so', async () => {
    const hard = phantom(({ name }) =>
      name === 'Core' ? { objectives: [{ kind: 'maxDvh', dose: 15, volume: 30, penalty: 300 }] } : {},
    )
    const problem = fluenceProblem(hard, plainInfluence(hard.influence))
    const before = ofWeights(problem.influence, problem.objective)(uniformStart(problem)).value
    const found = await optimiseFluence(problem)
    expect(found.convex).toBe(false)
    expect(found.objective).toBeLessThan(before / 2)
  })
})

describe('constraints', () => {
  const bound = (structure: string, ...constraints: Constraint[]): PlanCase =>
    phantom(({ name }) => (name === structure ? { constraints } : {}))
  const statistics = async (plan: PlanCase) => {
    const found = await solve(plan)
    expect(found.violations).toEqual([])
    return { ...found, of: doseStatistics(plan, plainInfluence(plan.influence).dose(found.weights)) }
  }

  it('bound what they bound, at a cost', async () => {
    const unbound = await statistics(phantom())
    const { max, mean } = unbound.of['Core']!
    const lower = await statistics(bound('Core', { kind: 'minMaxDose', max: max! - 2 }))
    expect(lower.of['Core']!['max']).toBeLessThanOrEqual(max! - 1.99)
    expect(lower.objective).toBeGreaterThan(unbound.objective)
    const less = await statistics(bound('Core', { kind: 'minMaxMeanDose', max: mean! - 2 }))
    expect(less.of['Core']!['mean']).toBeCloseTo(mean! - 2, 1)
  })

  it('hold for the target', async () => {
    const { min } = (await statistics(phantom())).of['Target']!
    const better = await statistics(bound('Target', { kind: 'minMaxDose', min: min! + 1 }))
    expect(better.of['Target']!['min']).toBeGreaterThanOrEqual(min! + 0.99)
  })

  it('can be about volumes, which are not convex', async () => {
    const plan = bound('Target', { kind: 'minMaxDvh', dose: 59, min: 75 })
    const { of, convex } = await statistics(plan)
    const before = await statistics(phantom())
    expect(convex).toBe(false)
    expect(of['Target']!['D50']).toBeGreaterThanOrEqual(before.of['Target']!['D50']!)
  })

  it('can bound what an objective costs', async () => {
    const objective = { kind: 'squaredDeviation', dose: 60, penalty: 1 } as const
    const { objective: cost } = await statistics(phantom())
    const plan = bound('Target', { kind: 'objectiveAtMost', objective, bound: cost / 20_000 })
    expect((await statistics(plan)).objective).toBeGreaterThan(cost)
  })

  it('that can not hold together are told', async () => {
    const found = await solve(
      phantom(({ name }) => {
        if (name === 'Target') return { constraints: [{ kind: 'minMaxDose', min: 58 }] }
        return name === 'Body' ? { constraints: [{ kind: 'minMaxDose', max: 20 }] } : {}
      }),
    )
    expect(found.violations.map(({ structure }) => structure)).toEqual(['Target', 'Body'])
    expect(found.violations.every(({ by }) => by > 1)).toBe(true)
  })
})

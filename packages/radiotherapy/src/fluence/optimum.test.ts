import { requirePythonModule } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { compact } from '../cases/compact.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { tellFound } from '../found.test.support.ts'
import { plainInfluence } from '../influence/plain.ts'
import { simdInfluence } from '../influence/simd.ts'
import { phantom } from '../phantoms/phantoms.ts'
import type { PlanCase } from '../plan-case.ts'
import { optimiseFluence, type Fluence } from './optimise-fluence.ts'
import { fluenceProblem, uniformStart } from './problem.ts'
import { randomCase } from './random-case.test.support.ts'
import { solvedByScipy } from './scipy.test.support.ts'

/** Solves cases as `scorePlan` does, and again in Python: how far above the best each is, as a part of it. */
async function comparedWithScipy(cases: readonly PlanCase[]) {
  const solved: { plan: PlanCase; start: number; found: Float64Array; fluence: Fluence }[] = []
  for (const plan of cases) {
    const problem = fluenceProblem(plan, simdInfluence(plan.influence))
    const fluence = await optimiseFluence(problem, { exact: plainInfluence(plan.influence) })
    solved.push({ plan, start: uniformStart(problem)[0]!, found: fluence.weights, fluence })
  }
  return solvedByScipy(solved).map(({ atFound, optimum }, index) => ({
    ...solved[index]!,
    above: atFound / optimum - 1,
  }))
}

const seeds = [3, 4, 8, 29]

describe.skipIf(!requirePythonModule('scipy'))(
  'check 3: the optimum of cases that nobody chose (needs python3-scipy)',
  () => {
    it('is that of L-BFGS-B run long, in cases of random shape and objectives', async () => {
      const compared = await comparedWithScipy(seeds.map((seed) => randomCase(seed, 'convex')))
      const above = compared.map((one) => one.above)
      expect(Math.max(...above)).toBeLessThanOrEqual(1e-4)
      expect(compared.every(({ found }) => found.every((weight) => weight >= 0))).toBe(true)
      tellFound('check 3 random cases', { 'at most above the optimum': Math.max(...above) })
    }, 600_000)

    it.for(['c-shape', 'multi-target'] as const)(
      'is that of L-BFGS-B run long, in the phantom %s',
      { timeout: 600_000 },
      async (name) => {
        const { plan } = await planCaseOf(compact(phantom(name, { spacing: 10, bixelWidth: 15 })))
        const [{ above } = expect.fail()] = await comparedWithScipy([plan])
        expect(above).toBeLessThanOrEqual(1e-4)
        tellFound(`check 3 ${name}`, { 'above the optimum': above })
      },
    )

    it('is that of SLSQP under constraints, each to 0.01 Gy', async () => {
      const compared = await comparedWithScipy([5, 10].map((seed) => randomCase(seed, 'constrained')))
      const above = compared.map((one) => one.above)
      expect(compared.flatMap(({ fluence }) => fluence.violations)).toEqual([])
      expect(Math.max(...above)).toBeLessThanOrEqual(1e-3)
      tellFound('check 3 constrained', {
        'at most above the optimum': Math.max(...above),
        below: Math.min(...above),
      })
    }, 600_000)
  },
)

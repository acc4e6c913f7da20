import type { ScoredRow, Scorer } from '@textgrad/core'
import { z } from 'zod'

import { doseStatistics } from './dvh/statistics.ts'
import { optimiseFluence, type FluenceOptions } from './fluence/optimise-fluence.ts'
import { fluenceProblem, ofWeights } from './fluence/problem.ts'
import { projectedGradient } from './fluence/projected-lbfgs.ts'
import { plainInfluence } from './influence/plain.ts'
import { simdInfluence } from './influence/simd.ts'
import type { PlanCase } from './plan-case.ts'
import { caseLayout } from './planner/case-layout.ts'
import { openCase } from './planner/open-case.ts'
import { solveOptions, stopRulesOf } from './planner/solve-options.ts'

/**
 * Solves a case's own objectives once, from the uniform start: what they cost, how it was found, and the metrics of every
 * structure. It is solved in single precision at first, then in double precision, in which it is measured, too.
 */
export async function scorePlan(
  plan: PlanCase,
  options: Pick<FluenceOptions, 'stop' | 'signal'> = {},
): Promise<ScoredRow> {
  const problem = fluenceProblem(plan, simdInfluence(plan.influence))
  const exact = plainInfluence(plan.influence)
  const { weights, iterations } = await optimiseFluence(problem, { ...options, exact })
  const { value, gradient } = ofWeights(exact, problem.objective)(weights)
  return {
    objective: value,
    iterations,
    projectedGradient: projectedGradient(weights, gradient),
    structures: doseStatistics(plan, exact.dose(weights)),
  }
}

const config = z.strictObject({
  case: z.string().meta({
    format: 'path',
    description: 'The JSON file of a dose-influence bundle, a case of PortPy, matRad or DICOM, or a phantom',
    examples: ['case.json'],
  }),
  prescription: z
    .number()
    .positive()
    .max(200)
    .optional()
    .describe('Gy over the whole course, where images or a case of PortPy do not say it'),
  ...caseLayout,
  ...solveOptions,
})

/** Solves a case with its own objectives: one row. */
export const scorer: Scorer<z.infer<typeof config>> = {
  config,
  async *run({ case: file, iterations, accuracy, ...options }, { signal, part = { index: 0, of: 1 } }) {
    if (part.index > 0) return
    const { plan } = await openCase(file, { ...options, signal })
    yield scorePlan(plan, { stop: stopRulesOf({ iterations, accuracy }), ...(signal && { signal }) })
  },
}

import { isConvexConstraint } from '../constraints/constraint.ts'
import { gathered } from '../gathered.ts'
import type { Influence } from '../influence/influence.ts'
import type { Evaluated } from '../objectives/evaluated.ts'
import { isConvex } from '../objectives/objective.ts'
import { checkStructures, type PlanCase } from '../plan-case.ts'
import { objectiveTerms, sumOf, type DoseFunction } from './dose-function.ts'

/** The minimisation of a case's objectives over the weights of its bixels. */
export interface FluenceProblem {
  readonly plan: PlanCase
  readonly influence: Influence
  /** What the objectives cost: Σ p·f of doses per fraction, without constraints. */
  readonly objective: DoseFunction
  /** Whether every objective and constraint is convex: otherwise another start may lead to a better minimum. */
  readonly convex: boolean
}

/**
 * @param influence The products with the case's matrix.
 * @throws CaseError for structures that can not be planned, RangeError for products with another matrix.
 */
export function fluenceProblem(plan: PlanCase, influence: Influence): FluenceProblem {
  checkStructures(plan)
  const { voxels, bixels } = plan.influence
  if (influence.voxels !== voxels || influence.bixels !== bixels)
    throw new RangeError(
      `Expected products with a matrix of ${voxels} x ${bixels}, got ${influence.voxels} x ${influence.bixels}`,
    )
  const convex = plan.structures.every(
    ({ objectives, constraints = [] }) => objectives.every(isConvex) && constraints.every(isConvexConstraint),
  )
  return { plan, influence, objective: sumOf(objectiveTerms(plan)), convex }
}

/** A function of doses as one of weights: f(D·w), and Dᵀ·∇f. */
export function ofWeights(influence: Influence, ofDose: DoseFunction): (weights: Float64Array) => Evaluated {
  return (weights) => {
    const { value, gradient } = ofDose(influence.dose(weights))
    return { value, gradient: influence.transposed(gradient) }
  }
}

/**
 * The same weight for every bixel, such that the mean dose of the targets is the largest that an objective of a target
 * speaks of, as in matRad. 1 where the targets get no dose, or no objective speaks of one.
 */
export function uniformStart({ plan, influence }: FluenceProblem): Float64Array {
  const dose = influence.dose(new Float64Array(influence.bixels).fill(1))
  const targets = plan.structures.filter(({ type }) => type === 'target')
  const wanted = targets.flatMap(({ objectives }) => objectives.map((objective) => objective.dose))
  const doses = targets.flatMap(({ rows }) => [...gathered(dose, rows)])
  const mean = doses.reduce((sum, one) => sum + one, 0) / doses.length
  const weight = Math.max(0, ...wanted) / plan.fractions / mean
  return new Float64Array(influence.bixels).fill(weight > 0 && weight < Infinity ? weight : 1)
}

import { constraintPerFraction, evaluateConstraint, type Constraint } from '../constraints/constraint.ts'
import { gathered } from '../gathered.ts'
import { optimisedRows } from '../overlap.ts'
import type { PlanCase } from '../plan-case.ts'

/** A constraint that does not hold. */
export interface Violation {
  readonly structure: string
  readonly constraint: Constraint
  /** How far a bound is missed: Gy over the whole course, or per cent of the volume; for `objectiveAtMost` in its unit. */
  readonly by: number
}

/** Gy over the whole course, or per cent: what is less is none. */
const tolerance = 0.01

/** The constraints that doses (Gy per fraction, of all voxels) violate, by their definition and not by a surrogate. */
export function violations(
  { structures, fractions, influence }: PlanCase,
  dose: Float64Array,
): readonly Violation[] {
  const rows = optimisedRows(structures, influence.voxels)
  return structures.flatMap(({ name, constraints = [] }, index) => {
    const doses = gathered(dose, rows[index]!).map((one) => one * fractions)
    return constraints.flatMap((constraint) => {
      const by = missed(constraint, doses, fractions)
      return by > tolerance ? [{ structure: name, constraint, by }] : []
    })
  })
}

function missed(constraint: Constraint, doses: Float64Array, fractions: number): number {
  if (constraint.kind === 'minMaxDose') {
    const [least, most] = [doses.reduce((a, b) => Math.min(a, b)), doses.reduce((a, b) => Math.max(a, b))]
    return Math.max((constraint.min ?? 0) - least, most - (constraint.max ?? Infinity))
  }
  if (constraint.kind === 'objectiveAtMost')
    return excess(
      constraintPerFraction(constraint, fractions),
      doses.map((dose) => dose / fractions),
    )
  return (constraint.kind === 'minMaxDvh' ? 100 : 1) * excess(constraint, doses)
}

const excess = (constraint: Constraint, doses: Float64Array): number =>
  Math.max(
    ...evaluateConstraint(constraint, doses).map(({ value, lower, upper }) =>
      Math.max(lower - value, value - upper),
    ),
  )

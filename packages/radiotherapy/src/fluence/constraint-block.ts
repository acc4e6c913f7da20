import { constraintPerFraction, evaluateConstraint, type Constraint } from '../constraints/constraint.ts'
import { maxDvh, minDvh } from '../objectives/dose-volume.ts'
import { optimisedRows } from '../overlap.ts'
import type { PlanCase } from '../plan-case.ts'

/** Functions of the doses of some voxels, each of which must stay between the same two bounds. */
export interface ConstraintBlock {
  readonly structure: string
  readonly constraint: Constraint
  readonly rows: Uint32Array
  readonly lower: number
  readonly upper: number
  /** Functions that are at least 0 and have to become 0 have no multipliers: their penalty alone does it. */
  readonly isPenalty: boolean
  /** How much each function counts: 1 for one function, less where every voxel is one. */
  readonly share: number
  evaluate(doses: Float64Array): {
    readonly values: Float64Array
    /** Σ byₖ ∇valuesₖ */
    readonly pull: (by: Float64Array) => Float64Array
  }
}

/** Gy per fraction by which doses are led past a dose-volume bound, so that no voxel stays just on its wrong side. */
const margin = 1e-3

/** The constraints of a case, on doses per fraction, in a form that has derivatives wherever that is possible. */
export function constraintBlocks({ structures, fractions, influence }: PlanCase): readonly ConstraintBlock[] {
  const rows = optimisedRows(structures, influence.voxels)
  return structures.flatMap(({ name, constraints = [] }, index) =>
    constraints.flatMap((constraint) =>
      blocksOf(constraintPerFraction(constraint, fractions)).map((block) => ({
        structure: name,
        constraint,
        rows: rows[index]!,
        isPenalty: false,
        ...block,
        share: block.share ?? 1 / rows[index]!.length,
      })),
    ),
  )
}

type Block = Pick<ConstraintBlock, 'lower' | 'upper' | 'evaluate'> &
  Partial<Pick<ConstraintBlock, 'isPenalty' | 'share'>>

function blocksOf(constraint: Constraint): readonly Block[] {
  switch (constraint.kind) {
    case 'minMaxDose':
      return [
        {
          lower: constraint.min ?? -Infinity,
          upper: constraint.max ?? Infinity,
          // The dose of each voxel is bounded by itself: smoother than one maximum of all of them.
          evaluate: (doses) => ({ values: doses, pull: (by) => by }),
        },
      ]
    case 'minMaxDvh':
      return doseVolumeBlocks(constraint)
    default: {
      const { lower, upper } = evaluateConstraint(constraint, Float64Array.of(1))[0]!
      return [
        { lower, upper, share: 1, evaluate: (doses) => single(evaluateConstraint(constraint, doses)[0]!) },
      ]
    }
  }
}

/** A volume has no useful derivative: in its place the dose-volume objective is brought to 0. */
function doseVolumeBlocks({ dose, min, max }: Extract<Constraint, { kind: 'minMaxDvh' }>): readonly Block[] {
  const bounds = { lower: -Infinity, upper: 0, share: 1, isPenalty: true }
  const blocks: Block[] = []
  if (max !== undefined) {
    const aim = { dose: Math.max(0, dose - margin), volume: max }
    blocks.push({ ...bounds, evaluate: (doses) => single(maxDvh.evaluate(doses, aim)) })
  }
  if (min !== undefined) {
    const aim = { dose: dose + margin, volume: min }
    blocks.push({ ...bounds, evaluate: (doses) => single(minDvh.evaluate(doses, aim)) })
  }
  return blocks
}

const single = ({
  value,
  gradient,
}: {
  readonly value: number
  readonly gradient: Float64Array
}): ReturnType<ConstraintBlock['evaluate']> => ({
  values: Float64Array.of(value),
  pull: ([by]) => gradient.map((slope) => by! * slope),
})

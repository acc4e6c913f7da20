import { gathered } from '../gathered.ts'
import type { Evaluated } from '../objectives/evaluated.ts'
import { evaluate, perFraction, type Objective } from '../objectives/objective.ts'
import { optimisedRows } from '../overlap.ts'
import type { PlanCase } from '../plan-case.ts'

/** A function of the doses of all voxels in Gy per fraction, with its derivative by each. */
export type DoseFunction = (dose: Float64Array) => Evaluated

/** A function of the doses of some voxels. */
export interface Term {
  readonly rows: Uint32Array
  readonly evaluate: (doses: Float64Array) => Evaluated
}

/** The sum of terms. */
export function sumOf(terms: readonly Term[]): DoseFunction {
  return (dose) => {
    const gradient = new Float64Array(dose.length)
    let value = 0
    for (const { rows, evaluate } of terms) {
      const part = evaluate(gathered(dose, rows))
      value += part.value
      scatter(part.gradient, rows, gradient)
    }
    return { value, gradient }
  }
}

function scatter(gradient: Float64Array, rows: Uint32Array, into: Float64Array): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    into[row] = into[row]! + gradient[index]!
  }
}

/** What the objectives of a case cost: Σ p·f, each on the voxels that count for its structure, with doses per fraction. */
export function objectiveTerms({ structures, fractions, influence }: PlanCase): readonly Term[] {
  const rows = optimisedRows(structures, influence.voxels)
  return structures.flatMap(({ objectives }, index) =>
    objectives.map((objective) => ({
      rows: rows[index]!,
      evaluate: weightedBy(objective.penalty, perFraction(objective, fractions)),
    })),
  )
}

function weightedBy(penalty: number, objective: Objective): Term['evaluate'] {
  return (doses) => {
    const { value, gradient } = evaluate(objective, doses)
    for (let index = 0; index < gradient.length; index++) gradient[index] = penalty * gradient[index]!
    return { value: penalty * value, gradient }
  }
}

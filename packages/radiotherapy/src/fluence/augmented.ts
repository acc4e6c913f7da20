import { gathered } from '../gathered.ts'
import type { Evaluated } from '../objectives/evaluated.ts'
import type { ConstraintBlock } from './constraint-block.ts'
import type { Term } from './dose-function.ts'

/**
 * The augmented Lagrangian of bounds on functions c of doses: ψ = (max(0, λ + μ(c - u))² - λ²)/2μ for an upper bound u, and
 * the same of l - c for a lower one (Nocedal and Wright, Numerical Optimization, 2nd edition, section 17.4).
 */
export class Augmented {
  readonly block: ConstraintBlock
  #upper: Float64Array | undefined
  #lower: Float64Array | undefined

  constructor(block: ConstraintBlock) {
    this.block = block
  }

  /** As a term of the function that is minimised, for a penalty μ. */
  term(penalty: number): Term {
    const { block } = this
    const { rows, share, lower, upper } = block
    if (block.isPenalty) return { rows, evaluate: (doses) => linear(block.evaluate(doses), penalty) }
    return {
      rows,
      evaluate: (doses): Evaluated => {
        const { values, pull } = block.evaluate(doses)
        const by = new Float64Array(values.length)
        let sum = 0
        for (let index = 0; index < by.length; index++) {
          const [over, under] = [this.#upper?.[index] ?? 0, this.#lower?.[index] ?? 0]
          const above = multiplier(over, penalty, values[index]! - upper)
          const below = multiplier(under, penalty, lower - values[index]!)
          sum += above ** 2 - over ** 2 + below ** 2 - under ** 2
          by[index] = share * (above - below)
        }
        return { value: (share * sum) / (2 * penalty), gradient: pull(by) }
      },
    }
  }

  /** Takes the multipliers that were at work at these doses of all voxels. */
  update(dose: Float64Array, penalty: number): void {
    const { values } = this.block.evaluate(gathered(dose, this.block.rows))
    const { upper, lower } = this.block
    this.#upper = values.map((value, index) => multiplier(this.#upper?.[index] ?? 0, penalty, value - upper))
    this.#lower = values.map((value, index) => multiplier(this.#lower?.[index] ?? 0, penalty, lower - value))
  }
}

function linear({ values, pull }: ReturnType<ConstraintBlock['evaluate']>, penalty: number): Evaluated {
  return { value: penalty * values[0]!, gradient: pull(Float64Array.of(penalty)) }
}

/** max(0, λ + μ·excess); 0 for no bound. */
const multiplier = (lambda: number, penalty: number, excess: number): number =>
  Math.max(0, lambda + penalty * excess)

import type { Iterate } from './projected-lbfgs.ts'

/** When a descent is good enough. */
export interface StopRules {
  /** At this projected gradient (default: 1e-6). */
  readonly projectedGradient?: number
  /** Where ten iterations bring less than this part of the value (default: 2e-6). */
  readonly decrease?: number
  /** After so many iterations (default: 10,000). */
  readonly iterations?: number
  /** At this value or below (default: none). */
  readonly value?: number
}

/** Why a descent ended; 'precision': no step goes down any more, as rounding hides what is left to gain. */
export type StopReason = 'projected-gradient' | 'decrease' | 'iterations' | 'value' | 'precision'

const window = 10

/** Where nothing else is said. */
export const usual: Required<StopRules> = {
  projectedGradient: 1e-6,
  decrease: 2e-6,
  iterations: 10_000,
  value: -Infinity,
}

/**
 * What tells of each place in turn whether to stop there.
 * @throws RangeError naming a rule that is no number from 0 up.
 */
export function stopper(rules: StopRules): (at: Iterate) => StopReason | undefined {
  const { projectedGradient, decrease, iterations, value } = { ...usual, ...rules }
  for (const [name, limit] of Object.entries({ projectedGradient, decrease, iterations }))
    if (!(limit >= 0))
      throw new RangeError(`Expected the stop rule ${name} to be a number from 0 up, got ${limit}`)
  const values: number[] = []
  return (at) => {
    values.push(at.value)
    if (at.value <= value) return 'value'
    if (at.projectedGradient <= projectedGradient) return 'projected-gradient'
    if (at.iteration >= iterations) return 'iterations'
    const before = values.at(-1 - window)
    return before !== undefined && before - at.value <= decrease * Math.abs(at.value) ? 'decrease' : undefined
  }
}

import type { Evaluated } from './evaluated.ts'
import type { ObjectiveKind } from './kind.ts'
import { dose, exponent } from './parameter.ts'

/**
 * The generalised equivalent uniform dose E = ((1/N) Σ dᵢᵏ)^(1/k) of A. Niemierko, Med. Phys. 26 (1999) 1100, with its
 * derivative (1/N)(dᵢ/E)^(k-1).
 *
 * Where k < 0 and a voxel has no dose, E and its gradient are 0: nothing makes up for it. Where no voxel has any, the
 * derivative is taken along the same dose for all, 1/N. Doses are scaled by the one that counts most, so that no power
 * overflows.
 */
export function generalisedEud(doses: Float64Array, k: number): Evaluated {
  const { length } = doses
  const scale = doses.reduce((a, b) => (k > 0 ? Math.max(a, b) : Math.min(a, b)))
  if (scale === 0) return { value: 0, gradient: new Float64Array(length).fill(k > 0 ? 1 / length : 0) }
  let sum = 0
  for (const dose of doses) sum += (dose / scale) ** k
  const relative = (sum / length) ** (1 / k)
  const value = scale * relative
  return { value, gradient: doses.map((dose) => (dose / value) ** (k - 1) / length) }
}

export type EudValues = {
  readonly dose: number
  readonly exponent: number
}

/** (E - r)² with the generalised equivalent uniform dose E. */
export const eud: ObjectiveKind<EudValues> = {
  title: 'the equivalent uniform dose should be this one',
  parameters: { dose: dose('wanted equivalent uniform dose'), exponent },
  // E is convex for k >= 1, but its distance from r is that only from above; with k = 1 it is the mean.
  convex: ({ dose, exponent }) => exponent === 1 || (exponent > 1 && dose === 0),
  evaluate(doses, { dose, exponent }) {
    const { value, gradient } = generalisedEud(doses, exponent)
    const difference = value - dose
    return { value: difference ** 2, gradient: gradient.map((slope) => 2 * difference * slope) }
  },
}

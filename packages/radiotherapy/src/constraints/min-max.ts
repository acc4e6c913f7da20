import { generalisedEud } from '../objectives/eud.ts'
import { mean } from '../objectives/evaluated.ts'
import { dose, exponent } from '../objectives/parameter.ts'
import type { Bounded, ConstraintKind, Range } from './kind.ts'

/** Gy: doses that are so close count as ties, as in matRad. */
const smoothing = 1e-3

/**
 * The log-sum-exp approximations c_max = M + ε log Σ exp((d - M)/ε) and c_min = m - ε log Σ exp((m - d)/ε), with the
 * softmax as gradient; off by at most ε log N. `sign` is 1 for the greatest dose, -1 for the least.
 */
function smoothExtreme(doses: Float64Array, sign: 1 | -1): Pick<Bounded, 'value' | 'gradient'> {
  const extreme = sign * doses.reduce((most, dose) => Math.max(most, sign * dose), -Infinity)
  const shares = doses.map((dose) => Math.exp((sign * (dose - extreme)) / smoothing))
  const sum = shares.reduce((a, b) => a + b, 0)
  return {
    value: extreme + sign * smoothing * Math.log(sum),
    gradient: shares.map((share) => share / sum),
  }
}

export const minMaxDose: ConstraintKind<Range> = {
  title: 'every voxel gets a dose in this range',
  parameters: { min: dose('least dose'), max: dose('greatest dose') },
  convex: () => true,
  evaluate: (doses, { min = -Infinity, max = Infinity }) => [
    { ...smoothExtreme(doses, -1), lower: min, upper: Infinity },
    { ...smoothExtreme(doses, 1), lower: -Infinity, upper: max },
  ],
}

export const minMaxMeanDose: ConstraintKind<Range> = {
  title: 'the mean dose is in this range',
  parameters: { min: dose('least mean dose'), max: dose('greatest mean dose') },
  convex: () => true,
  evaluate: (doses, { min = -Infinity, max = Infinity }) => [
    {
      value: mean(doses),
      gradient: new Float64Array(doses.length).fill(1 / doses.length),
      lower: min,
      upper: max,
    },
  ],
}

export const minMaxEud: ConstraintKind<Range & { readonly exponent: number }> = {
  title: 'the equivalent uniform dose is in this range',
  parameters: {
    min: dose('least equivalent uniform dose'),
    max: dose('greatest equivalent uniform dose'),
    exponent,
  },
  // For k >= 1 it is convex, so only an upper bound keeps doses convex; below it is concave, and only a lower one does.
  convex: ({ min, max, exponent }) => exponent === 1 || (exponent > 1 ? min : max) === undefined,
  evaluate: (doses, { min = -Infinity, max = Infinity, exponent }) => [
    { ...generalisedEud(doses, exponent), lower: min, upper: max },
  ],
}

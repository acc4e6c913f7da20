import { dose, volume } from '../objectives/parameter.ts'
import type { ConstraintKind, Range } from './kind.ts'

/** At this share of the way up, the surrogate reaches the voxel in the middle, as in matRad. */
const tail = 0.01
const steepest = 250

/**
 * The derivative of Σ 1/(1 + exp(-2s(d - r)))/N, a smooth stand-in for the volume that gets r: (s/2N) sech²(s(d - r)).
 * s is such that half of the voxels are on the slope.
 */
function surrogateGradient(doses: Float64Array, reference: number): Float64Array {
  const distances = doses.map((dose) => Math.abs(dose - reference)).toSorted()
  const middle = distances[Math.min(distances.length, Math.max(5, Math.ceil(distances.length / 2))) - 1]!
  const steepness = Math.min(Math.log(1 / tail - 1) / (2 * middle), steepest)
  return doses.map((dose) => steepness / (2 * doses.length * Math.cosh(steepness * (dose - reference)) ** 2))
}

export const minMaxDvh: ConstraintKind<Range & { readonly dose: number }> = {
  title: 'the volume that gets at least this dose is in this range',
  parameters: { dose: dose('dose'), min: volume('least volume'), max: volume('greatest volume') },
  convex: () => false,
  evaluate: (doses, { dose, min = -Infinity, max = Infinity }) => [
    {
      value: doses.reduce((count, one) => count + (one >= dose ? 1 : 0), 0) / doses.length,
      gradient: surrogateGradient(doses, dose),
      lower: min / 100,
      upper: max / 100,
    },
  ],
}

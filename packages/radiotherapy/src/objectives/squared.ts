import type { Evaluated } from './evaluated.ts'
import type { ObjectiveKind } from './kind.ts'
import { dose } from './parameter.ts'

/** (1/N) Σ (dᵢ - r)² over the doses from `low` to `high`: matRad's squared deviation, over- and underdosing. */
export function squaredWithin(
  doses: Float64Array,
  reference: number,
  [low, high]: readonly [number, number],
): Evaluated {
  const { length } = doses
  const gradient = new Float64Array(length)
  let sum = 0
  for (let voxel = 0; voxel < length; voxel++) {
    const value = doses[voxel]!
    if (value < low || value > high) continue
    const difference = value - reference
    sum += difference * difference
    gradient[voxel] = (2 * difference) / length
  }
  return { value: sum / length, gradient }
}

export const squaredDeviation: ObjectiveKind<{ readonly dose: number }> = {
  title: 'every voxel should get exactly this dose',
  parameters: { dose: dose('wanted dose') },
  convex: () => true,
  evaluate: (doses, { dose }) => squaredWithin(doses, dose, [-Infinity, Infinity]),
}

export const squaredOverdosing: ObjectiveKind<{ readonly dose: number }> = {
  title: 'no voxel should get more than this dose',
  parameters: { dose: dose('greatest dose that costs nothing') },
  convex: () => true,
  evaluate: (doses, { dose }) => squaredWithin(doses, dose, [dose, Infinity]),
}

export const squaredUnderdosing: ObjectiveKind<{ readonly dose: number }> = {
  title: 'no voxel should get less than this dose',
  parameters: { dose: dose('least dose that costs nothing') },
  convex: () => true,
  evaluate: (doses, { dose }) => squaredWithin(doses, dose, [-Infinity, dose]),
}

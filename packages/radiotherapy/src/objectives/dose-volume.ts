import type { ObjectiveKind } from './kind.ts'
import { dose, volume } from './parameter.ts'
import { squaredWithin } from './squared.ts'

export type DoseVolumeValues = {
  readonly dose: number
  /** Per cent. */
  readonly volume: number
}

/** The least dose of the hottest `percent` of the voxels: the one at place max(1, ⌈vN/100⌉) from the top. */
function doseAt(doses: Float64Array, percent: number): number {
  const place = Math.max(1, Math.ceil((percent * doses.length) / 100))
  return doses.toSorted()[doses.length - place]!
}

/**
 * (1/N) Σ (dᵢ - r)² over the doses from r to D_v, as in matRad: of the voxels above r, those count that are easiest to
 * bring below it. D_v is held fixed in the derivative, which jumps where another voxel becomes the one at v.
 */
export const maxDvh: ObjectiveKind<DoseVolumeValues> = {
  title: 'at most this volume should get more than this dose',
  parameters: { dose: dose('dose'), volume: volume('volume that may get more') },
  convex: () => false,
  evaluate: (doses, { dose, volume }) => squaredWithin(doses, dose, [dose, doseAt(doses, volume)]),
}

/** (1/N) Σ (dᵢ - r)² over the doses from D_v to r; see `maxDvh`. */
export const minDvh: ObjectiveKind<DoseVolumeValues> = {
  title: 'at least this volume should get this dose',
  parameters: { dose: dose('dose'), volume: volume('volume that should get it') },
  convex: () => false,
  evaluate: (doses, { dose, volume }) => squaredWithin(doses, dose, [doseAt(doses, volume), dose]),
}

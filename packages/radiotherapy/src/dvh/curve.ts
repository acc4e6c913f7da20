import type { DoseVolume } from './dose-volume.ts'

/** A cumulative dose-volume histogram: the part of the volume, 0 to 1, that gets at least each dose. */
export interface DvhCurve {
  readonly dose: Float64Array
  readonly volume: Float64Array
}

/** The histogram at so many doses from 0 to 1.05 times `most` (default: the greatest dose), as matRad draws it. */
export function dvhCurve(of: DoseVolume, { points = 1000, most = of.max } = {}): DvhCurve {
  if (!Number.isInteger(points) || points < 2)
    throw new RangeError(`Expected points to be a whole number from 2 up, got ${points}`)
  const dose = Float64Array.from({ length: points }, (_, index) => (1.05 * most * index) / (points - 1))
  return { dose, volume: dose.map((one) => of.volumeAt(one)) }
}

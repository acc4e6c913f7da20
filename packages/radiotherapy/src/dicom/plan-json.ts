import type { Beam } from '../dose/beam.ts'
import { notice } from '../notice.ts'

/** A fluence plan as JSON: what each bixel of each beam weighs. */
export interface PlanJson {
  readonly notice: string
  readonly format: 'textgrad-fluence-plan'
  readonly version: 1
  readonly name: string
  readonly fractions: number
  readonly beams: readonly {
    /** Degrees. */
    readonly gantry: number
    readonly couch: number
    /** mm, LPS. */
    readonly isocentre: readonly [number, number, number]
    readonly bixelWidth: number
    /** x and z on the plane of the isocentre in mm, and the weight. */
    readonly bixels: readonly (readonly [number, number, number])[]
  }[]
}

/**
 * A plan to be kept or passed on. It says that it is for research only.
 * @param weights One for each bixel of beam after beam.
 * @throws RangeError where there is not one weight for each bixel, or one is negative or no number.
 */
export function planJson(
  {
    name,
    fractions,
    beams,
  }: { readonly name: string; readonly fractions: number; readonly beams: readonly Beam[] },
  weights: Float64Array,
): PlanJson {
  const count = beams.reduce((sum, { bixels }) => sum + bixels.length, 0)
  if (weights.length !== count)
    throw new RangeError(`Expected a weight for each of ${count} bixels, got ${weights.length}`)
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (wrong >= 0)
    throw new RangeError(`Expected weights that are not negative, got ${weights[wrong]} of bixel ${wrong}`)
  let next = 0
  return {
    notice,
    format: 'textgrad-fluence-plan',
    version: 1,
    name,
    fractions,
    beams: beams.map(({ gantry, couch, isocentre: { x, y, z }, bixelWidth, bixels }) => ({
      gantry,
      couch,
      isocentre: [x, y, z],
      bixelWidth,
      bixels: bixels.map((bixel) => [bixel.x, bixel.z, weights[next++]!]),
    })),
  }
}

/** Entries of a dose-influence matrix that are being written; there is always room for one row. */
export interface Entries {
  readonly columns: Uint16Array
  readonly values: Float32Array
  length: number
}

/**
 * Writes the doses that the bixels of a beam give to one point, in Gy for a weight of 1, bixels rising.
 * @param x, y, z The point in the beam's frame, mm from the source.
 * @param depth Its radiological depth, mm.
 */
export type Beamlets = (point: BeamPoint, depth: number, into: Entries) => void

export interface BeamPoint {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** Dose further than this from the edge of a bixel, across it, is left out: mm on the plane of the isocentre. */
const lateralCut = 50

/** The greatest distance of a point from the axis of a bixel that still gets dose, scaled to the plane of the isocentre. */
export const reachOf = (bixelWidth: number): number => lateralCut + bixelWidth / Math.SQRT2

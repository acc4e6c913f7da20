import { beamFrame, sourceAxisDistance, type BeamSetup } from '../geometry/beam-frame.ts'
import { centreOf, type PlacedGrid } from '../geometry/placed-grid.ts'

/** The centre of a bixel on the plane of the isocentre across the beam, in mm. */
export interface BixelPlace {
  readonly x: number
  readonly z: number
}

/** A beam whose field is divided into square bixels. */
export interface Beam extends BeamSetup {
  /** The side of a bixel on the plane of the isocentre, mm. */
  readonly bixelWidth: number
  /** On multiples of the width, by x, and by z where x is the same; each once. */
  readonly bixels: readonly BixelPlace[]
}

/**
 * A beam with the bixels that a target needs: those on which the projection of a voxel falls, or of the cube of `margin` mm
 * (default: the width of a bixel) around it, since dose falls off at the edge of a field. matRad chooses the same.
 * @throws RangeError for a target without voxels, or a width or margin that is none.
 */
export function beamOnto(
  { grid, voxels }: { readonly grid: PlacedGrid; readonly voxels: Uint32Array },
  setup: BeamSetup,
  { bixelWidth, margin = bixelWidth }: { readonly bixelWidth: number; readonly margin?: number },
): Beam {
  if (voxels.length === 0) throw new RangeError('Expected a target of at least one voxel, got none')
  if (!(bixelWidth > 0 && bixelWidth < Infinity))
    throw new RangeError(`Expected bixelWidth to be above 0 mm, got ${bixelWidth}`)
  if (!(margin >= 0 && margin < Infinity))
    throw new RangeError(`Expected margin to be from 0 mm up, got ${margin}`)
  const { toBeam, extent } = beamFrame(setup)
  const places = new Map<string, BixelPlace>()
  for (const voxel of voxels) {
    const { x, y, z } = toBeam(centreOf(grid, voxel))
    const scale = sourceAxisDistance / y / bixelWidth
    const onPlane = (across: number) => roundedOutward(across * scale)
    const [wide, high] = [margin * extent.x, margin * extent.z]
    for (let column = onPlane(x - wide); column <= onPlane(x + wide); column++) {
      for (let row = onPlane(z - high); row <= onPlane(z + high); row++)
        places.set(`${column},${row}`, { x: column * bixelWidth, z: row * bixelWidth })
    }
  }
  const bixels = [...places.values()].toSorted((a, b) => a.x - b.x || a.z - b.z)
  return { ...setup, bixelWidth, bixels }
}

/** Halves go away from 0, so that a symmetric target gets a symmetric field. */
const roundedOutward = (place: number): number => Math.sign(place) * Math.round(Math.abs(place)) + 0

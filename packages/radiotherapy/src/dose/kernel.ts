import { sourceAxisDistance } from '../geometry/beam-frame.ts'
import type { Beam, BixelPlace } from './beam.ts'
import { reachOf, type Beamlets, type BeamPoint } from './beamlets.ts'
import { bixelLattice } from './bixel-lattice.ts'
import { depthDose } from './depth-dose.ts'
import type { KernelModel } from './kernel-model.ts'
import { kernelTable, tableStep, type KernelTable } from './kernel-table.ts'

/**
 * The dose of a beam by its machine's kernels, as matRad computes it (singular value decomposed pencil beams): at depth z and
 * r mm from the source, D = (SAD/r)² Σᵢ wᵢ(z) Cᵢ(x, y), with Cᵢ a bixel's blurred field at the lateral distances from the
 * bixel's own axis, scaled to the plane of the isocentre.
 */
export function kernelBeamlets(
  model: KernelModel,
  beam: Beam,
  { firstColumn, surface }: { readonly firstColumn: number; readonly surface: number },
): Beamlets {
  const width = beam.bixelWidth
  const reach = reachOf(width)
  const lattice = bixelLattice(beam)
  const offset = model.fieldOffset ?? 0
  const nearest = model.kernels.toSorted(
    (a, b) =>
      Math.abs(a.sourceSurfaceDistance - surface) - Math.abs(b.sourceSurfaceDistance - surface) ||
      a.sourceSurfaceDistance - b.sourceSurfaceDistance,
  )[0]!
  const table = kernelTable(model, nearest.parts, { bixelWidth: width, reach: reach + Math.abs(offset) })
  const rays = beam.bixels.map(rayFrame)
  const depthParts = depthDose(model)
  const weights = new Float64Array(3)
  return (point, depth, into) => {
    depthParts(depth, weights)
    const scale = sourceAxisDistance / point.y
    const inverseSquare = sourceAxisDistance ** 2 / (point.x ** 2 + point.y ** 2 + point.z ** 2)
    for (let part = 0; part < 3; part++) weights[part] = weights[part]! * inverseSquare
    // About the axis of a slanted ray distances are a little shorter than on the plane.
    const about = reach * 1.1
    const fromX = Math.max(0, Math.ceil((point.x * scale - about) / width) - lattice.firstX)
    const toX = Math.min(lattice.columns - 1, Math.floor((point.x * scale + about) / width) - lattice.firstX)
    const fromZ = Math.max(0, Math.ceil((point.z * scale - about) / width) - lattice.firstZ)
    const toZ = Math.min(lattice.rows - 1, Math.floor((point.z * scale + about) / width) - lattice.firstZ)
    for (let column = fromX; column <= toX; column++) {
      for (let row = fromZ; row <= toZ; row++) {
        const bixel = lattice.bixelAt[row + lattice.rows * column]!
        if (bixel < 0) continue
        const { x, z } = lateral(rays[bixel]!, point)
        if (x * x + z * z > reach * reach) continue
        const dose = read(table, x - offset, z - offset, weights)
        if (dose <= 0) continue
        into.columns[into.length] = firstColumn + bixel
        into.values[into.length++] = dose
      }
    }
  }
}

/** The rotation that turns the axis of the beam into the axis of a bixel, by rows. */
function rayFrame({ x: bx, z: bz }: BixelPlace): Float64Array {
  const length = Math.hypot(bx, sourceAxisDistance, bz)
  const [x, y, z] = [bx / length, sourceAxisDistance / length, bz / length]
  const part = 1 / (1 + y)
  const rows = [
    [1 - x * x * part, x, -x * z * part],
    [-x, y, -z],
    [-x * z * part, z, 1 - z * z * part],
  ]
  return Float64Array.from(rows.flat())
}

/** Where a point is across the axis of a bixel, scaled to the plane of the isocentre, mm. */
function lateral(frame: Float64Array, { x, y, z }: BeamPoint): BixelPlace {
  const along = x * frame[1]! + y * frame[4]! + z * frame[7]!
  const scale = sourceAxisDistance / along
  return {
    x: (x * frame[0]! + y * frame[3]! + z * frame[6]!) * scale,
    z: (x * frame[2]! + y * frame[5]! + z * frame[8]!) * scale,
  }
}

/** The parts of a table between its nodes, weighted and added up. */
function read({ first, count, values }: KernelTable, x: number, z: number, weights: Float64Array): number {
  const [atX, atZ] = [(x - first) / tableStep, (z - first) / tableStep]
  const [x0, z0] = [Math.floor(atX), Math.floor(atZ)]
  const [fx, fz] = [atX - x0, atZ - z0]
  const node = 3 * (z0 + count * x0)
  const below = 3 * count
  let sum = 0
  for (let part = 0; part < 3; part++) {
    const at = node + part
    const near = values[at]! * (1 - fz) + values[at + 3]! * fz
    const far = values[at + below]! * (1 - fz) + values[at + below + 3]! * fz
    sum += weights[part]! * (near * (1 - fx) + far * fx)
  }
  return sum
}

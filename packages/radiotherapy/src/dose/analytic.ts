import { sourceAxisDistance } from '../geometry/beam-frame.ts'
import { genericBeam } from './analytic-model.ts'
import type { Beam } from './beam.ts'
import { reachOf, type Beamlets } from './beamlets.ts'
import { bixelLattice } from './bixel-lattice.ts'
import { depthDose } from './depth-dose.ts'
import { boxProfiles, profileStep } from './profile.ts'

/**
 * The dose of a generic 6 MV photon beam from a formula of 23 numbers, see `genericBeam`: at a point that projects to (u, v)
 * on the plane of the isocentre, at depth z and r mm from the source,
 *   D = (SAD/r)² Σᵢ wᵢ(z) Σⱼ Aᵢⱼ Gⱼ(u - x) Gⱼ(v - z),  Gⱼ(t) = [erf((t + w/2)/(sⱼ√2)) - erf((t - w/2)/(sⱼ√2))]/2.
 * Bixels tile the plane of the isocentre without gaps: a field of equal weights is flat. Fit for studies in the pelvis: no
 * lateral scaling by density (wrong in lung), no head scatter, no leaves.
 */
export function analyticBeamlets(beam: Beam, firstColumn: number): Beamlets {
  const { sigmas, amplitudes } = genericBeam
  const parts = sigmas.length
  const width = beam.bixelWidth
  const reach = reachOf(width)
  const lattice = bixelLattice(beam)
  const profiles = boxProfiles(sigmas, width, reach)
  const depthParts = depthDose(genericBeam)
  const atDepth = new Float64Array(3)
  const scaled = new Float64Array(parts)
  const across = new Float64Array(lattice.columns * parts)
  const upward = new Float64Array(lattice.rows * parts)

  function readProfile(offset: number, into: Float64Array, at: number): void {
    const place = Math.abs(offset) / profileStep
    const node = Math.floor(place)
    const part = place - node
    for (let j = 0; j < parts; j++) {
      const low = profiles[node * parts + j]!
      into[at + j] = low + part * (profiles[node * parts + parts + j]! - low)
    }
  }

  return (point, depth, into) => {
    const scale = sourceAxisDistance / point.y
    const [u, v] = [point.x * scale, point.z * scale]
    const fromX = Math.max(0, Math.ceil((u - reach) / width) - lattice.firstX)
    const toX = Math.min(lattice.columns - 1, Math.floor((u + reach) / width) - lattice.firstX)
    const fromZ = Math.max(0, Math.ceil((v - reach) / width) - lattice.firstZ)
    const toZ = Math.min(lattice.rows - 1, Math.floor((v + reach) / width) - lattice.firstZ)
    if (fromX > toX || fromZ > toZ) return
    depthParts(depth, atDepth)
    const inverseSquare = sourceAxisDistance ** 2 / (point.x ** 2 + point.y ** 2 + point.z ** 2)
    for (let j = 0; j < parts; j++) {
      scaled[j] =
        inverseSquare *
        (atDepth[0]! * amplitudes[0][j]! + atDepth[1]! * amplitudes[1][j]! + atDepth[2]! * amplitudes[2][j]!)
    }
    for (let row = fromZ; row <= toZ; row++)
      readProfile(v - (row + lattice.firstZ) * width, upward, row * parts)
    for (let column = fromX; column <= toX; column++) {
      const du = u - (column + lattice.firstX) * width
      readProfile(du, across, 0)
      for (let j = 0; j < parts; j++) across[j] = across[j]! * scaled[j]!
      const left = reach * reach - du * du
      for (let row = fromZ; row <= toZ; row++) {
        const dv = v - (row + lattice.firstZ) * width
        const bixel = lattice.bixelAt[row + lattice.rows * column]!
        if (dv * dv > left || bixel < 0) continue
        let dose = 0
        for (let j = 0; j < parts; j++) dose += across[j]! * upward[row * parts + j]!
        if (dose <= 0) continue
        into.columns[into.length] = firstColumn + bixel
        into.values[into.length++] = dose
      }
    }
  }
}

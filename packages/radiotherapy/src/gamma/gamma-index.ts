import { voxelsOf, type PlacedGrid } from '../geometry/placed-grid.ts'
import { continuousGamma } from './continuous.ts'
import { latticeGamma } from './lattice.ts'

/** What counts as agreement. */
export interface GammaCriteria {
  /** In per cent: of the greatest dose of the reference, or of the dose of the voxel where `local`. */
  readonly dose: number
  /** mm */
  readonly distance: number
  readonly local?: boolean
}

export interface GammaOptions {
  /** Voxels count whose dose is at least this part, in per cent, of the greatest dose of the reference. Default: 10. */
  readonly lowDoseCut?: number
}

/** How two doses compare. */
export interface GammaIndex {
  /** Of each voxel: 1 or less agrees. NaN where it was not asked for. */
  readonly gamma: Float64Array
  /** The part of the voxels that count which agree, in per cent. */
  readonly passRate: number
  /** How many count. */
  readonly voxels: number
  /** The greatest of all that are computed. */
  readonly greatest: number
}

/** Two doses on one grid, by cube index, in the same unit. */
export interface DosePair {
  readonly grid: PlacedGrid
  readonly reference: Float32Array | Float64Array
  readonly evaluated: Float32Array | Float64Array
}

/**
 * The gamma index (Low et al., Med. Phys. 25:656, 1998): for a voxel of the reference the least of
 * √(|r' - r|²/distance² + (D'(r') - D(r))²/dose²) over all points r' of the evaluated dose, which is linear between its
 * voxels. All points of the grid within 10 distances are candidates.
 * @throws RangeError naming the input and the rule.
 */
export function gammaIndex(doses: DosePair, criteria: GammaCriteria, options: GammaOptions = {}): GammaIndex {
  check(doses, criteria)
  const { lowDoseCut = 10 } = options
  if (!(lowDoseCut >= 0 && lowDoseCut < 100))
    throw new RangeError(`Expected lowDoseCut from 0 to below 100 %, got ${lowDoseCut}`)
  const cut = (lowDoseCut / 100) * greatestOf(doses.reference)
  const counted = countedVoxels(doses, (reference) => reference >= cut && reference > 0)
  const gamma = continuousGamma(doses, tolerances(doses, criteria), { distance: criteria.distance, counted })
  return summary(gamma, counted, (value) => value <= 1)
}

/**
 * The gamma index as matRad 3.2 computes it under Octave, for comparison with it: points 1/2ⁿ of a voxel apart, linear in
 * between, in a box of 1.5 times the distance to all sides, and 0 outside of the grid; below 1 agrees; the voxels that count
 * have more than `criteria.dose` per cent of the greatest dose in either of the two.
 * @throws RangeError naming the input and the rule.
 */
export function gammaIndexAsMatRad(doses: DosePair, criteria: GammaCriteria, n = 0): GammaIndex {
  check(doses, criteria)
  if (!(Number.isInteger(n) && n >= 0 && n <= 6))
    throw new RangeError(`Expected n, halvings of a voxel, to be a whole number from 0 to 6, got ${n}`)
  const [a, b] = [doses.reference, doses.evaluated].map((dose) => (criteria.dose / 100) * greatestOf(dose))
  const counted = countedVoxels(doses, (reference, evaluated) => reference > a! || evaluated > b!)
  const gamma = latticeGamma(doses, tolerances(doses, criteria), { distance: criteria.distance, n })
  return summary(gamma, counted, (value) => value < 1)
}

function check({ grid, reference, evaluated }: DosePair, { dose, distance }: GammaCriteria): void {
  const voxels = voxelsOf(grid)
  for (const [name, values] of Object.entries({ reference, evaluated })) {
    if (values.length !== voxels)
      throw new RangeError(`Expected the ${name} dose of ${voxels} voxels, got ${values.length}`)
    const wrong = values.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0)
      throw new RangeError(`Expected finite ${name} doses, got ${values[wrong]} in voxel ${wrong}`)
  }
  if (!(dose > 0 && dose < Infinity)) throw new RangeError(`Expected a dose above 0 %, got ${dose}`)
  if (!(distance > 0 && distance < Infinity))
    throw new RangeError(`Expected a distance above 0 mm, got ${distance}`)
  if (!(greatestOf(reference) > 0)) throw new RangeError('Expected a reference dose above 0 somewhere')
}

const greatestOf = (dose: Float32Array | Float64Array): number =>
  Float64Array.from(dose).reduce((most, value) => Math.max(most, value), 0)

/** The difference of dose that is tolerated in each voxel. */
function tolerances({ reference }: DosePair, { dose, local = false }: GammaCriteria): Float64Array {
  const global = (dose / 100) * greatestOf(reference)
  return Float64Array.from(reference, (value) => (local ? (dose / 100) * value : global))
}

function countedVoxels(
  { reference, evaluated }: DosePair,
  counts: (reference: number, evaluated: number) => boolean,
): Uint32Array {
  const voxels = Uint32Array.from(reference, (_, voxel) => voxel)
  return voxels.filter((voxel) => counts(reference[voxel]!, evaluated[voxel]!))
}

function summary(gamma: Float64Array, counted: Uint32Array, passes: (gamma: number) => boolean): GammaIndex {
  const passed = counted.reduce((count, voxel) => count + (passes(gamma[voxel]!) ? 1 : 0), 0)
  return {
    gamma,
    passRate: (100 * passed) / counted.length,
    voxels: counted.length,
    greatest: gamma.reduce((most, value) => (value > most ? value : most), 0),
  }
}

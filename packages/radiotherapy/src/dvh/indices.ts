import { generalisedEud } from '../objectives/eud.ts'
import type { DoseVolume } from './dose-volume.ts'

/**
 * The generalised equivalent uniform dose ((1/N) Σ dᵏ)^(1/k): A. Niemierko, Med. Phys. 26 (1999) 1100.
 * @throws RangeError for the exponent 0, or where there is no voxel.
 */
export function gEud(doses: Float64Array, exponent: number): number {
  if (!Number.isFinite(exponent) || exponent === 0)
    throw new RangeError(`Expected an exponent that is not 0, got ${exponent}`)
  if (doses.length === 0) throw new RangeError('Expected the dose of at least one voxel, got none')
  return generalisedEud(doses, exponent).value
}

/**
 * The conformity index (V_T,ref)²/(V_T·V_ref) of I. Paddick, J. Neurosurg. 93 Suppl. 3 (2000) 219: 1 where the reference
 * isodose is the target, 0 where it misses it. Tools differ in what they take as reference, so it has to be given: matRad
 * 95 % of the prescription, Paddick all of it.
 * @param target The doses of the target's voxels.
 * @param all Those of all voxels of the grid, the target's among them: what is outside of a sample of it does not count.
 * @param reference The dose of the reference isodose.
 */
export function paddickConformity(target: DoseVolume, all: DoseVolume, reference: number): number {
  const covered = target.volumeAtCc(reference)
  const volume = target.volumeAtCc(-Infinity)
  return covered === 0 ? 0 : covered ** 2 / (volume * all.volumeAtCc(reference))
}

/** (D2 - D98)/D50: ICRU Report 83 (2010), section 3.7.1; 0 is homogeneous. */
export const homogeneityIcru = (target: DoseVolume): number =>
  (target.doseAt(2) - target.doseAt(98)) / target.doseAt(50)

/** (D5 - D95)/prescription in per cent, as in matRad; 0 is homogeneous. */
export const homogeneityMatRad = (target: DoseVolume, prescription: number): number =>
  ((target.doseAt(5) - target.doseAt(95)) / prescription) * 100

/**
 * The biologically effective dose D(1 + (D/n)/(α/β)) of a dose D in n equal fractions: J. Fowler, Br. J. Radiol. 62 (1989)
 * 679.
 * @throws RangeError where fractions or α/β are not positive.
 */
export function bed(
  dose: number,
  { fractions, alphaBeta }: { fractions: number; alphaBeta: number },
): number {
  if (!(fractions > 0)) throw new RangeError(`Expected a number of fractions above 0, got ${fractions}`)
  if (!(alphaBeta > 0)) throw new RangeError(`Expected an α/β above 0 Gy, got ${alphaBeta}`)
  return dose * (1 + dose / fractions / alphaBeta)
}

/** The dose in fractions of 2 Gy with the same effect: BED/(1 + 2/(α/β)). RangeError as for `bed`. */
export const eqd2 = (dose: number, course: { fractions: number; alphaBeta: number }): number =>
  bed(dose, course) / (1 + 2 / course.alphaBeta)

import type { Point } from '../pdbqt.ts'
import type { SkeletonAtom, SkeletonBond } from './skeleton.ts'

/** An atom of a ligand in its place. */
interface LigandAtom extends SkeletonAtom {
  readonly position: Point
}

/** One form of a molecule, in space and ready for Vina: plain data. */
export interface Ligand {
  /** What was made of the molecule, as canonical SMILES: without its salts, protonated, one stereoisomer and tautomer. */
  readonly smiles: string
  /** Heavy atoms, then all hydrogens. */
  readonly atoms: readonly LigandAtom[]
  readonly bonds: readonly SkeletonBond[]
  readonly heavyAtoms: number
  readonly torsions: number
  readonly pdbqt: string
  /** Which atom each line of the PDBQT is, in its order. Hydrogens on carbon are not written. */
  readonly order: readonly number[]
  /** MMFF94s energy of the conformer, kcal/mol. */
  readonly energy: number
  /** What was decided without being asked: salts that were dropped, stereocentres that were left open. */
  readonly notes: readonly string[]
}

/** Whether an atom is hydrogen. */
export const isHydrogen = ({ element }: { readonly element: string }): boolean => element === 'H'

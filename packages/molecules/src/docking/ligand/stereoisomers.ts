import type { Molecule } from 'openchemlib'

import { centreAt, configurationOf, doubleBondAt, openCentres, type Configuration } from './configuration.ts'

/**
 * The configurations of a molecule in which everything is told that the SMILES leaves open: at most `most`, in a fixed
 * order. With 1 what is open stays open, and a conformer has it one way or the other.
 */
export function stereoisomers(
  mol: Molecule,
  most: number,
): { readonly configurations: readonly Configuration[]; readonly notes: readonly string[] } {
  const told = configurationOf(mol)
  const { atoms, bonds } = openCentres(mol)
  const count = atoms.length + bonds.length
  if (count === 0) return { configurations: [told], notes: [] }
  const left = `its SMILES leaves ${count} stereocentre${count > 1 ? 's' : ''} open`
  if (most === 1) return { configurations: [told], notes: [`${left}: one stereoisomer of any was docked`] }
  const all = 2 ** Math.min(count, 20)
  const configurations = Array.from({ length: Math.min(all, most) }, (_, choice) => chosen(mol, told, choice))
  return { configurations, notes: [`${left}: ${configurations.length} of ${all} stereoisomers were tried`] }
}

/** The configuration in which bit k of `choice` decides the k-th open centre. */
function chosen(mol: Molecule, told: Configuration, choice: number): Configuration {
  const { atoms, bonds } = openCentres(mol)
  const isSet = (k: number) => ((choice >> Math.min(k, 30)) & 1) === 1
  const centres = atoms.map((atom, k) => centreAt(mol, atom, isSet(k)))
  const flatBonds = bonds.map((bond, k) => doubleBondAt(mol, bond, isSet(atoms.length + k)))
  return { centres: [...told.centres, ...centres], flatBonds: [...told.flatBonds, ...flatBonds] }
}

import { ForceFieldMMFF94, Molecule, Resources } from 'openchemlib'

import type { Point } from '../pdbqt.ts'
import { carbonylBonds } from './carbonyl-bonds.ts'
import type { Configuration } from './configuration.ts'
import type { Centre, Shape, Skeleton, SkeletonAtom, SkeletonBond } from './skeleton.ts'

let hasResources = false

/** Reads a SMILES; undefined where OpenChemLib can not. */
export function readSmiles(smiles: string): Molecule | undefined {
  try {
    return ready(Molecule.fromSmiles(smiles))
  } catch {
    return undefined
  }
}

/** Makes what is derived from atoms and bonds (rings, aromaticity, parities) valid again. */
export function ready(mol: Molecule): Molecule {
  mol.ensureHelperArrays(Molecule.cHelperParities)
  return mol
}

/** Indices from 0 to `count` - 1 for which `holds`. */
export function indices(count: number, holds: (index: number) => boolean): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(holds)
}

/** The atoms and bonds of a molecule; `origin` are the numbers of its atoms in the given SMILES. */
export function describe(
  mol: Molecule,
  origin: readonly number[] = [],
): { readonly atoms: readonly SkeletonAtom[]; readonly bonds: readonly SkeletonBond[] } {
  const heavy = mol.getAtoms()
  const atoms = indices(mol.getAllAtoms(), () => true).map((atom): SkeletonAtom => ({
    element: mol.getAtomLabel(atom),
    charge: mol.getAtomCharge(atom),
    aromatic: atom < heavy && mol.isAromaticAtom(atom),
    shape: atom < heavy ? shapeOf(mol, atom) : 'tetrahedral',
    origin: origin[atom] ?? -1,
  }))
  const bonds = indices(mol.getAllBonds(), () => true).map((bond): SkeletonBond => ({
    from: mol.getBondAtom(0, bond),
    to: mol.getBondAtom(1, bond),
    order: mol.getBondOrder(bond),
    aromatic: bond < mol.getBonds() && mol.isAromaticBond(bond),
    ring: bond < mol.getBonds() && mol.isRingBond(bond),
  }))
  return { atoms, bonds }
}

/** Adds all hydrogens, behind the heavy atoms, and describes the molecule. */
export function skeletonOf(mol: Molecule, configuration: Configuration, origin: readonly number[]): Skeleton {
  mol.addImplicitHydrogens()
  ready(mol)
  const withHydrogen = (centre: Centre): Centre => {
    const all = Array.from({ length: mol.getAllConnAtoms(centre.atom) }, (_, k) =>
      mol.getConnAtom(centre.atom, k),
    )
    return { ...centre, neighbours: all.toSorted((a, b) => a - b) }
  }
  const rings = mol.getRingSet()
  const { atoms, bonds } = describe(mol, origin)
  return {
    atoms,
    bonds,
    rings: indices(rings.getSize(), () => true).map((ring) => [...rings.getRingAtoms(ring)]),
    centres: configuration.centres.map(withHydrogen),
    flatBonds: [...configuration.flatBonds, ...carbonylBonds({ atoms, bonds })],
  }
}

function shapeOf(mol: Molecule, atom: number): Shape {
  const count = mol.getAllConnAtoms(atom)
  if (count > 4) return 'hypervalent'
  const element = mol.getAtomLabel(atom)
  if (count === 2 && mol.getAtomPi(atom) === 2 && ['C', 'N'].includes(element)) return 'linear'
  if (count > 3) return 'tetrahedral'
  if (mol.isAromaticAtom(atom)) return 'planar'
  const isFlat = mol.getAtomPi(atom) === 1 || mol.isFlatNitrogen(atom)
  return isFlat && ['C', 'N', 'O'].includes(element) ? 'planar' : 'tetrahedral'
}

/**
 * Moves atoms downhill in the MMFF94s force field (Halgren, Journal of Computational Chemistry 20:720, 1999). Returns
 * the places and the energy, kcal/mol, or undefined for a molecule that it has no parameters for.
 */
export function relax(
  mol: Molecule,
  places: Float64Array,
  iterations: number,
): { readonly points: readonly Point[]; readonly energy: number } | undefined {
  if (!hasResources) Resources.registerFromNodejs()
  hasResources = true
  const atoms = indices(mol.getAllAtoms(), () => true)
  for (const atom of atoms) {
    mol.setAtomX(atom, places[atom * 3]!)
    mol.setAtomY(atom, places[atom * 3 + 1]!)
    mol.setAtomZ(atom, places[atom * 3 + 2]!)
  }
  try {
    const field = new ForceFieldMMFF94(mol, 'MMFF94s')
    field.minimise({ maxIts: iterations })
    const energy = field.getTotalEnergy()
    return {
      points: atoms.map((atom) => [mol.getAtomX(atom), mol.getAtomY(atom), mol.getAtomZ(atom)]),
      energy,
    }
  } catch {
    return undefined
  }
}

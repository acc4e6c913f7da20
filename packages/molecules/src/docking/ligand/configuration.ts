import type { Molecule } from 'openchemlib'

import { indices } from './openchemlib.ts'
import type { Centre, FlatBond } from './skeleton.ts'

/** Parity of an atom or bond: 1 or 2 are told, 3 means that the SMILES leaves it open. */
const open = 3

export interface Configuration {
  readonly centres: readonly Centre[]
  readonly flatBonds: readonly FlatBond[]
}

/**
 * The stereocentres and double bonds with a configuration. OpenChemLib's parity of an atom is 1 where, seen with the
 * neighbour of the highest index (or an implicit hydrogen) in the back, the others go clockwise by index; of a double
 * bond, where the neighbours with the lowest index on each side are opposite.
 */
export function configurationOf(mol: Molecule): Configuration {
  const centres = indices(
    mol.getAtoms(),
    (atom) => isTold(mol.getAtomParity(atom)) && mol.getAtomPi(atom) < 2,
  )
  const bonds = indices(
    mol.getBonds(),
    (bond) => mol.getBondOrder(bond) === 2 && isTold(mol.getBondParity(bond)),
  )
  return {
    centres: centres.map((atom) => centreAt(mol, atom, mol.getAtomParity(atom) === 2)),
    flatBonds: bonds.map((bond) => doubleBondAt(mol, bond, mol.getBondParity(bond) === 1)),
  }
}

const isTold = (parity: number): boolean => parity === 1 || parity === 2

/** The atoms and double bonds whose configuration the SMILES leaves open. */
export function openCentres(mol: Molecule): {
  readonly atoms: readonly number[]
  readonly bonds: readonly number[]
} {
  const atoms = indices(
    mol.getAtoms(),
    // Nitrogen turns over by itself.
    (atom) => mol.getAtomParity(atom) === open && mol.getAtomicNo(atom) !== 7,
  )
  const bonds = indices(
    mol.getBonds(),
    (bond) => mol.getBondOrder(bond) === 2 && mol.getBondParity(bond) === open,
  )
  return { atoms, bonds }
}

/** An atom with its neighbours, one way round or the other. */
export function centreAt(mol: Molecule, atom: number, positive: boolean): Centre {
  return { atom, neighbours: heavyNeighbours(mol, atom), sign: positive ? 1 : -1 }
}

/** A double bond whose neighbours of the lowest index are opposite, or not. */
export function doubleBondAt(mol: Molecule, bond: number, trans: boolean): FlatBond {
  const [from, to] = [mol.getBondAtom(0, bond), mol.getBondAtom(1, bond)]
  return { ends: [lowestNeighbour(mol, from, to), from, to, lowestNeighbour(mol, to, from)], trans }
}

const lowestNeighbour = (mol: Molecule, atom: number, other: number): number =>
  heavyNeighbours(mol, atom).find((one) => one !== other)!

const heavyNeighbours = (mol: Molecule, atom: number): number[] =>
  Array.from({ length: mol.getConnAtoms(atom) }, (_, k) => mol.getConnAtom(atom, k)).toSorted((a, b) => a - b)

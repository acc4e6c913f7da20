import type { Molecule } from 'openchemlib'

import { indices, ready } from './openchemlib.ts'

/** Bonds: across two rings that share one, no way is longer. */
const longestPath = 10

/**
 * The tautomers of a molecule that differ in where the hydrogens of its conjugated rings are: of azoles, and of lactams
 * and lactims, thio- too. A hydrogen goes from a ring's nitrogen, or from oxygen or sulphur on a ring, to another such
 * atom, along bonds that are single and double in turn and change places. Amides, amidines and enols outside such rings
 * stay as they are, and so do amino groups. At most `most`: the molecule as it is written, then those of one step, and
 * so on; atoms keep their numbers.
 */
export function tautomers(mol: Molecule, most: number): readonly Molecule[] {
  const found = [mol]
  const codes = new Set([mol.getIDCode()])
  for (const form of found) {
    for (const path of shifts(form)) {
      if (found.length >= most) return found
      const next = shifted(form, path)
      const code = next.getIDCode()
      if (!codes.has(code)) found.push(next)
      codes.add(code)
    }
  }
  return found
}

/** Each way that a hydrogen can go, as the bonds on it. */
function shifts(mol: Molecule): readonly (readonly number[])[] {
  const inside = conjugatedAtoms(mol)
  const isSite = (atom: number) =>
    mol.getAtomCharge(atom) === 0 &&
    (mol.getAtomicNo(atom) === 7 ? inside.has(atom) : isOnRing(mol, atom, inside))
  const ways: number[][] = []
  const walk = (atom: number, order: number, path: readonly number[], seen: readonly number[]) => {
    if (path.length === longestPath) return
    for (let k = 0; k < mol.getConnAtoms(atom); k++) {
      const [next, bond] = [mol.getConnAtom(atom, k), mol.getConnBond(atom, k)]
      if (seen.includes(next) || mol.getBondOrder(bond) !== order) continue
      const way = [...path, bond]
      if (order === 2 && isSite(next)) ways.push(way)
      if (inside.has(next)) walk(next, 3 - order, way, [...seen, next])
    }
  }
  const donors = indices(
    mol.getAtoms(),
    (atom) => isSite(atom) && mol.getAtomPi(atom) === 0 && mol.getImplicitHydrogens(atom) > 0,
  )
  for (const donor of donors) walk(donor, 1, [], [donor])
  return ways.toSorted((a, b) => a.length - b.length)
}

/** The atoms of small rings in which every atom has a double bond or a lone pair. */
function conjugatedAtoms(mol: Molecule): ReadonlySet<number> {
  const rings = mol.getRingSet()
  const isConjugated = (atom: number) =>
    mol.getAtomPi(atom) > 0 || (mol.getAtomCharge(atom) === 0 && [7, 8, 16].includes(mol.getAtomicNo(atom)))
  return new Set(
    indices(rings.getSize(), (ring) => [...rings.getRingAtoms(ring)].every(isConjugated)).flatMap((ring) => [
      ...rings.getRingAtoms(ring),
    ]),
  )
}

/** Whether it is oxygen or sulphur with one neighbour, in a conjugated ring. */
function isOnRing(mol: Molecule, atom: number, inside: ReadonlySet<number>): boolean {
  const isChalcogen = [8, 16].includes(mol.getAtomicNo(atom))
  return isChalcogen && mol.getConnAtoms(atom) === 1 && inside.has(mol.getConnAtom(atom, 0))
}

function shifted(mol: Molecule, path: readonly number[]): Molecule {
  const next = mol.getCompactCopy()
  for (const bond of path) next.setBondOrder(bond, 3 - mol.getBondOrder(bond))
  return ready(next)
}

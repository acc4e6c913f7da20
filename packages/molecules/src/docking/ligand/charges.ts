import type { Molecule } from 'openchemlib'

import { ready } from './openchemlib.ts'
import type { AtomState } from './protonation.ts'

/**
 * Protonates a molecule as Open Babel did, and says what could not be. Charges are taken over where the hydrogens agree
 * with them. In a tetrazole Open Babel takes the proton from a nitrogen that has none; there it is taken from the one
 * in the same ring that has.
 */
export function applyStates(mol: Molecule, states: readonly AtomState[] | undefined): readonly string[] {
  if (!states) return []
  if (
    states.length !== mol.getAtoms() ||
    states.some(({ element }, atom) => element !== mol.getAtomLabel(atom))
  )
    return [unusable]
  const before = states.map((_, atom) => ({
    charge: mol.getAtomCharge(atom),
    hydrogens: mol.getAllHydrogens(atom),
  }))
  const changes = states.map((state, atom) => state.charge - before[atom]!.charge)
  for (const [atom, change] of changes.entries()) {
    if (change !== -1 || before[atom]!.hydrogens > 0) continue
    const giver = ringMates(mol, atom).find((mate) => before[mate]!.hydrogens === 1 && changes[mate] === 0)
    if (giver === undefined) return [unusable]
    changes[atom] = 0
    changes[giver] = -1
  }
  const fits = changes.every((change, atom) => {
    const { hydrogens } = before[atom]!
    return (
      change === 0 ||
      (change === 1 && states[atom]!.hydrogens === hydrogens + 1) ||
      (change === -1 && hydrogens > 0)
    )
  })
  if (!fits) return [unusable]
  for (const [atom, change] of changes.entries()) mol.setAtomCharge(atom, before[atom]!.charge + change)
  ready(mol)
  const isRight = changes.every(
    (change, atom) => mol.getAllHydrogens(atom) === before[atom]!.hydrogens + change,
  )
  if (isRight) return []
  for (const [atom, { charge }] of before.entries()) mol.setAtomCharge(atom, charge)
  ready(mol)
  return [unusable]
}

const unusable = "docked as written: Open Babel's protonation of it is no valid molecule"

/** The other nitrogens of an atom's rings. */
function ringMates(mol: Molecule, atom: number): number[] {
  const rings = mol.getRingSet()
  return Array.from({ length: rings.getSize() }, (_, ring) => [...rings.getRingAtoms(ring)])
    .filter((ring) => ring.includes(atom))
    .flat()
    .filter((mate) => mate !== atom && mol.getAtomicNo(mate) === 7)
}

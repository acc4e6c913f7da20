import type { Mol } from '@rdkit/rdkit'

import type { Rdkit } from './module.ts'

export interface CommonSubstructureOptions {
  /** Whether rings are kept whole or not at all (default: false; atoms of a ring may then match a chain). */
  readonly wholeRings?: boolean
  /** Seconds after which the largest found so far is taken (default: 5). */
  readonly seconds?: number
}

/** The largest connected part that two molecules have in common. */
export interface CommonSubstructure {
  readonly smarts: string
  readonly bonds: number
  /** Its atoms in the molecule, in order. */
  readonly atoms: readonly number[]
  /** Its share of the start's atoms, from 0 to 1. */
  readonly share: number
  /** False where time ran out, so that a larger part may exist. */
  readonly complete: boolean
}

interface Answer {
  readonly smarts: string
  readonly numAtoms: number
  readonly numBonds: number
  readonly canceled: boolean
}

/**
 * The maximum common substructure of a molecule and its start: RDKit's FMCS, in which equal elements and equal
 * bond orders match.
 */
export function commonSubstructure(
  rdkit: Rdkit,
  mol: Mol,
  start: Mol,
  { wholeRings = false, seconds = 5 }: CommonSubstructureOptions = {},
): CommonSubstructure {
  const parameters = { Timeout: seconds, RingMatchesRingOnly: wholeRings, CompleteRingsOnly: wholeRings }
  return rdkit.use((module, own) => {
    const list = own(new module.MolList())!
    list.append(start)
    list.append(mol)
    const found = JSON.parse(module.get_mcs_as_json(list, JSON.stringify(parameters))) as Answer
    const query = found.numAtoms > 0 ? own(module.get_qmol(found.smarts)) : undefined
    const { atoms = [] } = JSON.parse(query ? mol.get_substruct_match(query) : '{}') as { atoms?: number[] }
    return {
      smarts: found.smarts,
      bonds: found.numBonds,
      atoms: atoms.toSorted((a, b) => a - b),
      share: found.numAtoms / start.get_num_atoms(),
      complete: !found.canceled,
    }
  })
}

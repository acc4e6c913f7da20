import type { Mol } from '@rdkit/rdkit'

import { attempt } from './attempt.ts'
import type { Rdkit } from './module.ts'

/** IUPAC's names for a molecule, which do not depend on RDKit's version. */
export interface Inchi {
  readonly inchi: string
  /** 27 characters, such as `LFQSCWFLJHTTHZ-UHFFFAOYSA-N` for ethanol. */
  readonly key: string
}

/** The standard InChI of a molecule and its key; undefined where InChI can not describe it. */
export function inchiOf(rdkit: Rdkit, mol: Mol): Inchi | undefined {
  const inchi = attempt(rdkit, () => mol.get_inchi())
  if (!inchi) return undefined
  const key = rdkit.use((module) => module.get_inchikey_for_inchi(inchi))
  return key ? { inchi, key } : undefined
}

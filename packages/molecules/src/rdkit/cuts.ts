import type { Mol, MolList } from '@rdkit/rdkit'

import type { Own } from './handles.ts'
import type { Rdkit } from './module.ts'
import { withMol } from './read.ts'

/** One way to cut a molecule at a single bond outside rings; each side is capped with hydrogen. */
export interface Cut {
  /** The canonical SMILES of the side with more atoms. */
  readonly larger: string
  readonly smaller: string
}

/**
 * The molecules that remain when one substituent is cut off, in a fixed order: the cuts of matched molecular
 * pairs, at single bonds outside rings next to a carbon. Other components, such as counter-ions, are left
 * out.
 * @throws {TypeError} where the SMILES is no molecule
 */
export function cuts(rdkit: Rdkit, smiles: string): Cut[] {
  const pairs = withMol(rdkit, smiles, fragmentPairs)
  if (!pairs.ok) throw new TypeError(`${JSON.stringify(smiles)} can not be cut: ${pairs.reason}`)
  const found = new Map<string, Cut>()
  for (const pair of pairs.value) {
    const sides = pair.split('.').filter((side) => cutEnd.test(side))
    const [a, b, ...more] = sides.map((side) => capped(rdkit, side))
    if (!a || !b || more.length > 0) continue
    const [larger, smaller] = a.size >= b.size ? [a.smiles, b.smiles] : [b.smiles, a.smiles]
    found.set(`${larger} ${smaller}`, { larger, smaller })
  }
  return [...found.keys()].toSorted().map((key) => found.get(key)!)
}

// The cut end in RDKit's fragments. A stereo mark at it would keep the capping hydrogen as an atom.
const cutEnd = /[/\\]?\[\*:1\][/\\]?/
// RDKit cuts nothing where more bonds than this could be cut.
const mostBonds = 500

function fragmentPairs(mol: Mol, own: Own): string[] {
  const { sidechains, cores } = mol.get_mmpa_frags(1, 1, mostBonds) as Record<string, MolList | null>
  own(cores)
  const list = own(sidechains)
  const pairs: string[] = []
  const count = list?.size() ?? 0
  for (let i = 0; i < count; i++) pairs.push(own(list?.at(i))?.get_smiles() ?? '')
  return pairs
}

function capped(rdkit: Rdkit, side: string): { readonly smiles: string; readonly size: number } | undefined {
  const read = withMol(rdkit, side.replace(cutEnd, '[H]'), (mol) => ({
    smiles: mol.get_smiles(),
    size: mol.get_num_atoms(),
  }))
  return read.ok ? read.value : undefined
}

import type { Mol } from '@rdkit/rdkit'

import type { BitVector } from '../fingerprints/bit-vector.ts'
import { tanimoto, tversky } from '../fingerprints/similarity.ts'
import { refuse, type Refusal } from './guard.ts'
import type { Rdkit } from './module.ts'
import { withMol } from './read.ts'

/** How like known drugs a molecule is, on RDKit's path fingerprint. */
export interface Novelty {
  readonly ok: true
  /** The greatest Tversky index with the drug as the reference: the share of a drug that the molecule holds. */
  readonly tversky: number
  /** The greatest Tanimoto coefficient. */
  readonly tanimoto: number
  /** The drug with the greatest Tanimoto coefficient, as it was given. */
  readonly nearest: string
  /** The drugs that are no molecules. */
  readonly unread: readonly string[]
}

// Paths of 1 to 7 bonds, two bits each, in 2,048 bits: RDKit's defaults.
const kept = new Map<string, BitVector | undefined>()
const mostKept = 20_000

/**
 * Compares a molecule with drugs as section 3.4 of the TextGrad paper (arXiv 2406.07496) does: Tversky's index with
 * weight 1 on what only the drug has and 0 on what only the molecule has, and Tanimoto's coefficient.
 */
export function novelty(
  rdkit: Rdkit,
  { smiles, drugs }: { readonly smiles: string; readonly drugs: readonly string[] },
): Novelty | Refusal {
  const read = withMol(rdkit, smiles, pathFingerprint)
  if (!read.ok) return read
  const all = drugs.map((drug) => ({ drug, bits: fingerprintOf(rdkit, drug) }))
  const known = all.flatMap(({ drug, bits }) => (bits ? [{ drug, bits }] : []))
  if (known.length === 0) return refuse('there is no drug to compare it with')
  const near = known.map(({ drug, bits }) => ({ drug, tanimoto: tanimoto(read.value, bits) }))
  const nearest = near.reduce((a, b) => (b.tanimoto > a.tanimoto ? b : a))
  return {
    ok: true,
    tversky: Math.max(...known.map(({ bits }) => tversky(read.value, bits, { alpha: 0, beta: 1 }))),
    tanimoto: nearest.tanimoto,
    nearest: nearest.drug,
    unread: all.flatMap(({ drug, bits }) => (bits ? [] : [drug])),
  }
}

function fingerprintOf(rdkit: Rdkit, smiles: string): BitVector | undefined {
  if (kept.has(smiles)) return kept.get(smiles)
  if (kept.size >= mostKept) kept.clear()
  const read = withMol(rdkit, smiles, pathFingerprint)
  const bits = read.ok ? read.value : undefined
  kept.set(smiles, bits)
  return bits
}

/** RDKit's path fingerprint, as its `RDKFingerprint` gives it. */
function pathFingerprint(mol: Mol): BitVector {
  const text = mol.get_rdkit_fp()
  const words = new Uint32Array(Math.ceil(text.length / 32))
  for (let bit = 0; bit < text.length; bit++) if (text[bit] === '1') words[bit >>> 5]! |= 1 << (bit & 31)
  return { size: text.length, words }
}

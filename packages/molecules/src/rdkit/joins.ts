import type { MolList } from '@rdkit/rdkit'

import { attempt } from './attempt.ts'
import type { Rdkit } from './module.ts'
import { canonicalSmiles, withMol } from './read.ts'

/** A part of a molecule with one open bond, which its SMILES shows as `[*:1]`. */
export type OpenPart = string

// RDKit cuts nothing where more bonds than this could be cut.
const mostBonds = 500
const openEnd = /\[\*:1\]/

/**
 * The two sides of each single bond of a molecule, outside rings, next to a carbon: the cuts of matched molecular
 * pairs, each with its open bond, the side with more atoms first, in a fixed order.
 * @throws {TypeError} where the SMILES is no molecule
 */
export function openParts(rdkit: Rdkit, smiles: string): [larger: OpenPart, smaller: OpenPart][] {
  const pairs = withMol(rdkit, smiles, (mol, own) => {
    const { cores, sidechains } = mol.get_mmpa_frags(1, 1, mostBonds) as Record<string, MolList | null>
    own(cores)
    const list = own(sidechains)
    return Array.from({ length: list?.size() ?? 0 }, (_, i) => own(list?.at(i))?.get_smiles() ?? '')
  })
  if (!pairs.ok) throw new TypeError(`${JSON.stringify(smiles)} can not be cut: ${pairs.reason}`)
  return [...new Set(pairs.value)].toSorted().flatMap((pair) => {
    const [a, b, ...more] = pair.split('.').filter((side) => openEnd.test(side))
    if (a === undefined || b === undefined || more.length > 0) return []
    return [sizeOf(a) >= sizeOf(b) ? ([a, b] as [string, string]) : ([b, a] as [string, string])]
  })
}

const sizeOf = (part: OpenPart): number => part.match(/\[[^\]]+\]|Cl|Br|[BCNOFPSIbcnops]/g)?.length ?? 0

/**
 * Joins two parts at their open bonds. Undefined where that is no valid molecule.
 * @throws {TypeError} for a part without exactly one open bond
 */
export function join(rdkit: Rdkit, a: OpenPart, b: OpenPart): string | undefined {
  for (const part of [a, b]) {
    if (part.split('[*:1]').length !== 2)
      throw new TypeError(`Expected a part with one open bond [*:1], got ${JSON.stringify(part)}`)
  }
  const zipped = rdkit.use((module, own) => {
    const [first, second] = [a, b].map((part) => own(attempt(rdkit, () => module.get_mol(part))))
    if (!first || !second) return undefined
    const details = JSON.stringify({ label: 'AtomMapNumber' })
    const whole = own(attempt(rdkit, () => module.molzip(first, second, details)))
    return attempt(rdkit, () => whole?.get_smiles())
  })
  const read = zipped ? canonicalSmiles(rdkit, zipped) : undefined
  return read?.ok ? read.value : undefined
}

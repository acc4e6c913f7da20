import { similarity } from '../ops/similarity.ts'
import { substructures } from '../ops/substructures.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Part } from './part.ts'

/** What a molecule must obey; one that does not is infeasible, whatever its score. */
export interface Constraints {
  /** SMARTS that it must contain, all of them: a scaffold that is to be kept. */
  readonly keep?: readonly string[]
  /** SMARTS that it must not contain. */
  readonly forbid?: readonly string[]
  /** A molecule in SMILES, and the least Tanimoto similarity to it (Morgan, radius 2), from 0 to 1. */
  readonly reference?: string
  readonly atLeast?: number
}

/**
 * The constraints as losses, each satisfied when it is obeyed.
 * @throws {SmartsError} for a SMARTS that is wrong; {TypeError | RangeError} for a bound that can not be
 */
export function constraintParts(rdkit: Chemistry, constraints: Constraints): Part[] {
  const { keep = [], forbid = [], reference, atLeast } = constraints
  const parts: Part[] = []
  if (keep.length + forbid.length > 0) {
    parts.push({
      run: substructures(rdkit, { required: keep, forbidden: forbid }),
      read: () => ({}),
      isBroken: ({ finding }: { finding: readonly { atoms: readonly number[] }[] }) =>
        finding.some(({ atoms }, index) => atoms.length > 0 !== index < keep.length),
    })
  }
  if (reference !== undefined && atLeast !== undefined) {
    parts.push({
      run: similarity(rdkit, { reference, atLeast }),
      read: ({ finding }: { finding: { similarity: number } }) => ({ similarity: finding.similarity }),
      isBroken: ({ finding }: { finding: { similarity: number } }) => finding.similarity < atLeast,
    })
  }
  return parts
}

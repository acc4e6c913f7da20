import { feedback, satisfied, type Feedback } from '@textgrad/core'

import { fingerprintName } from '../fingerprints/fingerprint.ts'
import { isWithin } from '../measures/drug-rules.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import type { SimilarityOptions } from '../similarity/similarity.ts'
import { atomList, comparing, type MoleculeLoss } from './examined.ts'

export interface SimilarityLossOptions extends SimilarityOptions {
  /** The molecule to compare with, as SMILES. */
  readonly reference: string
  /** The least similarity that is wanted, from 0 to 1. */
  readonly atLeast?: number
  /** The greatest similarity that is wanted, from 0 to 1: for molecules that are to be new. */
  readonly atMost?: number
}

/**
 * Likeness to a reference molecule (Tanimoto, or Tversky with `weights`) as a loss: its feedback says how much
 * is missing, and which atoms of either molecule the other does not have.
 * @throws {TypeError} without a bound, and on use where the reference is no molecule; {RangeError} for a bound
 * outside 0 to 1
 */
export function similarity(rdkit: Chemistry, options: SimilarityLossOptions): MoleculeLoss<'similarity'> {
  const { reference, atLeast, atMost } = options
  if (atLeast === undefined && atMost === undefined)
    throw new TypeError('Expected atLeast or atMost for the similarity, got neither')
  for (const [name, bound] of Object.entries({ atLeast, atMost })) {
    if (bound !== undefined && !(bound >= 0 && bound <= 1))
      throw new RangeError(`Expected ${name} to be a number from 0 to 1, got ${bound}`)
  }
  const index = options.weights ? 'Tversky' : 'Tanimoto'
  const { fingerprint, weights } = options
  return comparing(
    rdkit,
    {
      name: 'similarity',
      role: `similarity (${index}, ${fingerprintName(fingerprint)}) to ${reference}`,
      inquiry: {
        about: 'similarity',
        reference,
        ...(fingerprint && { fingerprint }),
        ...(weights && { weights }),
      },
      render: ({ finding }) => `similarity ${finding.similarity.toFixed(3)}`,
      feedback: (examination) => similarityFeedback(examination, options),
    },
    { input: 'the reference', smiles: reference },
  )
}

/** The exact textual gradient of likeness. */
function similarityFeedback(
  { canonical, finding }: Examination<'similarity'>,
  { reference, atLeast, atMost }: SimilarityLossOptions,
): Feedback {
  const { similarity: value, foreign, missing } = finding
  const range = {
    ...(atLeast !== undefined && { from: atLeast }),
    ...(atMost !== undefined && { to: atMost }),
  }
  if (isWithin(value, range)) return satisfied
  const tooFar = atLeast !== undefined && value < atLeast
  const bound = tooFar ? `at least ${atLeast}` : `at most ${atMost}`
  const head = `The similarity of ${canonical} to ${reference} is ${value.toFixed(3)}; ${bound} is wanted.`
  const data = {
    goal: 'similarity',
    change: tooFar ? 'raise' : 'lower',
    by: tooFar ? atLeast - value : value - atMost!,
    foreign,
    missing,
  }
  if (!tooFar) return feedback(`${head} Change more of what it shares with that molecule.`, data)
  const parts = [
    foreign.length > 0 ? ` Foreign to that molecule is what surrounds its ${atomList(foreign)}.` : '',
    missing.length > 0 ? ` Missing is what surrounds ${atomList(missing)} of that molecule.` : '',
  ]
  return feedback(`${head}${parts.join('')} Restore what is missing or remove what is foreign.`, data)
}

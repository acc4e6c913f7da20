import { feedback, satisfied, type Feedback } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'
import type { CommonSubstructureOptions } from '../rdkit/common-substructure.ts'
import type { Examination } from '../rdkit/examine.ts'
import { atomList, comparing, type MoleculeLoss } from './examined.ts'

export interface CommonSubstructureLossOptions extends CommonSubstructureOptions {
  /** The molecule whose structure is to be kept, as SMILES. */
  readonly start: string
  /** The share of its atoms that must be kept in one piece, from 0 to 1. */
  readonly atLeast: number
}

/**
 * How much of a start molecule is kept in one piece (their maximum common substructure) as a loss: its feedback
 * says what is kept, in which atoms, and how much is wanted.
 * @throws {RangeError} for a share outside 0 to 1, or seconds that are no whole number from 1 up; {TypeError} on
 * use, where the start is no molecule
 */
export function commonSubstructure(
  rdkit: Chemistry,
  options: CommonSubstructureLossOptions,
): MoleculeLoss<'common-substructure'> {
  const { start, atLeast, wholeRings, seconds } = options
  if (!(atLeast >= 0 && atLeast <= 1))
    throw new RangeError(`Expected atLeast to be a number from 0 to 1, got ${atLeast}`)
  const limits = {
    ...(wholeRings !== undefined && { wholeRings }),
    ...(seconds !== undefined && { seconds }),
  }
  return comparing(
    rdkit,
    {
      name: 'common-substructure',
      role: `common substructure with ${start}`,
      inquiry: { about: 'common-substructure', start, ...limits },
      render: ({ finding }) => `${Math.round(100 * finding.share)} % of the start kept`,
      feedback: (examination) => commonSubstructureFeedback(examination, options),
    },
    { input: 'the start', smiles: start },
  )
}

/** The exact textual gradient of what is kept. */
function commonSubstructureFeedback(
  { canonical, finding }: Examination<'common-substructure'>,
  { start, atLeast }: CommonSubstructureLossOptions,
): Feedback {
  const { share, atoms, smarts } = finding
  if (share >= atLeast) return satisfied
  const kept = atoms.length > 0 ? `: ${smarts} (${atomList(atoms)})` : ''
  return feedback(
    `${canonical} keeps ${Math.round(100 * share)} % of the atoms of ${start} in one piece${kept}; at least ` +
      `${Math.round(100 * atLeast)} % is wanted. Restore more of ${start} where it was changed.`,
    { goal: 'common-substructure', by: atLeast - share, kept: atoms },
  )
}

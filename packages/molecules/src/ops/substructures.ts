import { feedback, satisfied, type Feedback } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { atomList, examined, type MoleculeLoss } from './examined.ts'

/** Substructures in SMARTS; a SMILES is one too. */
export interface SubstructureOptions {
  /** What the molecule must contain, all of it. */
  readonly required?: readonly string[]
  /** What it must not contain, any of it. */
  readonly forbidden?: readonly string[]
}

/**
 * Required and forbidden substructures as a loss: its feedback names what is missing, and the atoms of what must
 * go.
 * @throws {TypeError} without a substructure; {SmartsError} for a SMARTS that is wrong or not supported
 */
export function substructures(
  rdkit: Chemistry,
  { required = [], forbidden = [] }: SubstructureOptions,
): MoleculeLoss<'substructures'> {
  const smarts = [...required, ...forbidden]
  if (smarts.length === 0) throw new TypeError('Expected a required or a forbidden substructure, got neither')
  return examined(rdkit, {
    name: 'substructures',
    role: 'required and forbidden substructures',
    inquiry: { about: 'substructures', smarts },
    render: (examination) => {
      const { missing, present } = sort(examination, required.length)
      return missing.length + present.length === 0
        ? 'substructures as wanted'
        : `required substructures missing: ${missing.length}, forbidden ones present: ${present.length}`
    },
    feedback: (examination) => substructuresFeedback(examination, required.length),
  })
}

/** The exact textual gradient; the first `required` occurrences are of what is required, the others of what is not. */
function substructuresFeedback(examination: Examination<'substructures'>, required: number): Feedback {
  const { missing, present } = sort(examination, required)
  if (missing.length + present.length === 0) return satisfied
  const sentences = [
    ...missing.map(
      ({ smarts }) => `${examination.canonical} lacks the required substructure ${smarts}: add it.`,
    ),
    ...present.map(
      ({ smarts, atoms }) =>
        `${examination.canonical} contains the forbidden substructure ${smarts} (${atomList(atoms)}): remove it.`,
    ),
  ]
  return feedback(sentences.join(' '), {
    goal: 'substructures',
    by: missing.length + present.length,
    missing: missing.map(({ smarts }) => smarts),
    forbidden: present.map(({ smarts, atoms }) => ({ smarts, atoms })),
  })
}

function sort({ finding }: Examination<'substructures'>, required: number) {
  return {
    missing: finding.slice(0, required).filter(({ atoms }) => atoms.length === 0),
    present: finding.slice(required).filter(({ atoms }) => atoms.length > 0),
  }
}

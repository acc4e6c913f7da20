import { feedback, satisfied, type Feedback } from '@textgrad/core'

import type { ComplexityTerm, SyntheticAccessibility } from '../measures/synthetic-accessibility.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { atomList, examined, type MoleculeLoss } from './examined.ts'

export interface AccessibilityOptions {
  /** The score that is easy enough, from 1 to 10 (default: 4; most drugs lie between 2 and 5). */
  readonly atMost?: number
}

/**
 * How hard a molecule is to make (SA score, Ertl and Schuffenhauer, J. Cheminform. 1:8, 2009; lower is better)
 * as a loss: its feedback says exactly what each difficulty costs and which atoms are unusual.
 * @throws {RangeError} for a bound outside 1 to 10
 */
export function accessibility(
  rdkit: Chemistry,
  { atMost = 4 }: AccessibilityOptions = {},
): MoleculeLoss<'accessibility'> {
  if (!(atMost >= 1 && atMost <= 10))
    throw new RangeError(`Expected atMost to be a number from 1 to 10, got ${atMost}`)
  return examined(rdkit, {
    name: 'accessibility',
    role: 'synthetic accessibility (SA score)',
    inquiry: { about: 'accessibility' },
    render: ({ finding }) => `SA score ${finding.score.toFixed(3)}`,
    feedback: (examination) => accessibilityFeedback(examination, atMost),
  })
}

/** A cost too small to act on. */
const negligible = 0.01
/** How many rare atoms are named. */
const mostAtoms = 6

const words: Readonly<Record<ComplexityTerm, readonly [one: string, many: string]>> = {
  size: ['heavy atom', 'heavy atoms'],
  stereocentres: ['stereocentre', 'stereocentres'],
  spiro: ['spiro atom', 'spiro atoms'],
  bridgeheads: ['bridgehead atom', 'bridgehead atoms'],
  macrocycles: ['ring of more than eight atoms', 'rings of more than eight atoms'],
}

/** The exact textual gradient of the SA score: what costs how much, the costliest first. */
function accessibilityFeedback(
  { canonical, finding }: Examination<'accessibility'>,
  atMost: number,
): Feedback {
  if (finding.score <= atMost) return satisfied
  const costly = finding.terms.filter(({ cost }) => cost > negligible).toSorted((a, b) => b.cost - a.cost)
  const rare = finding.rareAtoms.filter(({ cost }) => cost > negligible).slice(0, mostAtoms)
  const sentences = [
    `The synthetic accessibility (SA score) of ${canonical} is ${finding.score.toFixed(2)}, from 1 (easy to make)`,
    `to 10 (hard); at most ${atMost} is wanted.`,
    ...costly.map(sentence),
    ...rareSentence(rare),
  ]
  return feedback(sentences.join(' '), {
    goal: 'accessibility',
    by: finding.score - atMost,
    terms: costly.map(({ term, cost, atoms }) => ({ term, cost, atoms })),
    atoms: rare.map(({ atom, cost }) => ({ atom, cost })),
  })
}

function sentence({ term, count, atoms, cost }: SyntheticAccessibility['terms'][number]): string {
  const [one, many] = words[term]
  const named = atoms.length > 0 ? ` (${atomList(atoms)})` : ''
  return `${count} ${count === 1 ? one : many}${named} ${count === 1 ? 'costs' : 'cost'} ${cost.toFixed(2)}: use fewer.`
}

function rareSentence(rare: SyntheticAccessibility['rareAtoms']): string[] {
  if (rare.length === 0) return []
  const total = rare.reduce((sum, { cost }) => sum + cost, 0)
  const atoms = atomList(rare.map(({ atom }) => atom))
  return [
    `Rare in known molecules, and so costly (${total.toFixed(2)}), is what surrounds ${atoms}: use common groups.`,
  ]
}

import { feedback, satisfied, type Feedback } from '@textgrad/core'

import { filterSets, type FilterSet } from '../filters/catalog.ts'
import type { FilterHit } from '../filters/find.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { atomList, examined, type MoleculeLoss } from './examined.ts'

/** How many hits are told. */
const mostHits = 20

/**
 * Filters against troublesome groups (PAINS, BRENK, NIH) as a loss that is satisfied without a hit: its
 * feedback names each group and its atoms.
 * @throws {TypeError} for an unknown set, or none
 */
export function filters(rdkit: Chemistry, sets: readonly FilterSet[] = filterSets): MoleculeLoss<'filters'> {
  return examined(rdkit, {
    name: 'filters',
    role: `filters against troublesome groups (${sets.join(', ')})`,
    inquiry: { about: 'filters', sets },
    render: ({ finding }) =>
      finding.length === 0 ? 'no filter hit' : `filters hit: ${finding.map(nameOf).join(', ')}`,
    feedback: filtersFeedback,
  })
}

/** The exact textual gradient of the filters. */
function filtersFeedback({ canonical, finding }: Examination<'filters'>): Feedback {
  if (finding.length === 0) return satisfied
  const told = finding.slice(0, mostHits).map((hit) => `${nameOf(hit)} (${atomList(hit.atoms)})`)
  const more = finding.length > mostHits ? ` and ${finding.length - mostHits} more` : ''
  const [count, it] = finding.length === 1 ? ['one filter', 'it'] : [`${finding.length} filters`, 'them']
  return feedback(
    `${canonical} meets ${count} against troublesome groups: ${told.join('; ')}${more}. Replace or remove ${it}.`,
    {
      goal: 'filters',
      by: finding.length,
      hits: finding.map(({ set, name, atoms }) => ({ set, name, atoms })),
    },
  )
}

/** Such as `PAINS A catechol A`; the number that follows a name in PAINS says nothing of the molecule. */
function nameOf({ set, name }: FilterHit): string {
  return `${set} ${name.replace(/\(\d+\)$/, '')}`.replaceAll('_', ' ')
}

import { readFileSync } from 'node:fs'

import { once } from '../measures/once.ts'
import { compile } from '../smarts/compile.ts'
import type { Pattern } from '../smarts/plan.ts'

/**
 * Sets of patterns that chemists would rather not meet:
 * - PAINS: compounds that disturb many assays; J. B. Baell and G. A. Holloway, J. Med. Chem. 2010, 53, 2719,
 *   doi:10.1021/jm901137j; A, B and C hit more than 150, 15 to 150, and fewer compounds of its library
 * - BRENK: groups that are toxic or leave the body badly; R. Brenk et al., ChemMedChem 2008, 3, 435,
 *   doi:10.1002/cmdc.200700139
 * - NIH: reactive or otherwise problematic groups; R. Doveston et al., Org. Biomol. Chem. 2015, 13, 859,
 *   doi:10.1039/C4OB02287D, and A. Jadhav et al., J. Med. Chem. 2010, 53, 37, doi:10.1021/jm901070c
 */
export const filterSets = ['PAINS_A', 'PAINS_B', 'PAINS_C', 'BRENK', 'NIH'] as const

export type FilterSet = (typeof filterSets)[number]

/** A pattern of a set. */
export interface Filter {
  readonly set: FilterSet
  /** As in RDKit, such as `catechol_A(92)`; in PAINS the number counts the compounds of the library it hit. */
  readonly name: string
  readonly pattern: Pattern
}

/** Where the patterns are: the same place from src/filters and from dist/filters. */
const file = new URL('../../data/filters.tsv', import.meta.url)

const catalog = once(() => {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.split('\t') as [FilterSet, string, string])
  return Map.groupBy(rows, ([set]) => set)
})

const compiled = new Map<FilterSet, readonly Filter[]>()

/**
 * The filters of a set, in RDKit's order.
 * @throws {RangeError} for a set that does not exist
 */
export function filtersOf(set: FilterSet): readonly Filter[] {
  const known = compiled.get(set)
  if (known) return known
  const rows = catalog().get(set)
  if (!rows)
    throw new RangeError(`Expected a filter set of ${filterSets.join(', ')}, got ${JSON.stringify(set)}`)
  const made = rows.map(([, name, smarts]) => ({ set, name, pattern: compile(smarts) }))
  compiled.set(set, made)
  return made
}

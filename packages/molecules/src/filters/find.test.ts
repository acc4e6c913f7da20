import { describe, expect, test } from 'vitest'

import { graph } from '../rdkit/graph.test.support.ts'
import { filterSets, filtersOf, type FilterSet } from './catalog.ts'
import { filterHits, metFilters } from './find.ts'

describe('filters', () => {
  test('are those of RDKit, each with a name of its own', () => {
    const sizes = filterSets.map((set) => [set, filtersOf(set).length])
    expect(Object.fromEntries(sizes)).toEqual({
      PAINS_A: 16,
      PAINS_B: 55,
      PAINS_C: 409,
      BRENK: 105,
      NIH: 180,
    })
    for (const set of filterSets) {
      const names = filtersOf(set).map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('name what they meet, and its atoms', () => {
    const ring = [2, 3, 4, 5, 6, 7, 8, 9]
    expect(filterHits(graph('CCc1ccc(O)c(O)c1'))).toEqual([
      { set: 'PAINS_B', name: 'catechol_A(92)', atoms: ring },
      { set: 'BRENK', name: 'catechol', atoms: ring },
    ])
  })

  test('gather the atoms of all occurrences', () => {
    const [hit] = filterHits(graph('O=CCCC=O'), ['BRENK'])
    expect(hit).toEqual({ set: 'BRENK', name: 'aldehyde', atoms: [0, 1, 4, 5] })
  })

  test('find nothing in a harmless molecule', () => {
    expect(filterHits(graph('CC(=O)Nc1ccc(C)cc1'))).toEqual([])
    expect(metFilters(graph('CCO'))).toEqual([])
  })

  test('refuse a set that does not exist', () => {
    expect(() => filtersOf('PAINS' as FilterSet)).toThrow(
      new RangeError('Expected a filter set of PAINS_A, PAINS_B, PAINS_C, BRENK, NIH, got "PAINS"'),
    )
  })
})

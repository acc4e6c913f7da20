import { describe, expect, test } from 'vitest'

import { fingerprintName } from '../fingerprints/fingerprint.ts'
import { graph } from '../rdkit/graph.test.support.ts'
import { SmartsError } from '../smarts/cursor.ts'
import { compare } from './similarity.ts'
import { occurrencesOf } from './substructures.ts'

describe('comparing with a reference', () => {
  test('finds likeness, and the atoms that make the difference', () => {
    const found = compare(graph('CCCO'), graph('CCCN'))
    expect(found.similarity).toBeCloseTo(1 / 3, 12)
    expect(found).toMatchObject({ foreign: [2, 3], missing: [2, 3] })
  })

  test('finds nothing to change in the same molecule, however it is written', () => {
    expect(compare(graph('OCC'), graph('CCO'))).toEqual({ similarity: 1, foreign: [], missing: [] })
  })

  test('weighs the sides, and takes other fingerprints', () => {
    const [part, whole] = [graph('c1ccccc1'), graph('c1ccccc1CCN')]
    const contained = compare(part, whole, { weights: { alpha: 1, beta: 0 } }).similarity
    expect(contained).toBeGreaterThan(compare(part, whole).similarity)
    expect(compare(part, whole, { fingerprint: { kind: 'maccs' } }).similarity).not.toBe(
      compare(part, whole).similarity,
    )
  })

  test('names fingerprints', () => {
    expect(fingerprintName()).toBe('Morgan, radius 2, 2048 bits')
    expect(fingerprintName({ kind: 'morgan', radius: 3, size: 512 })).toBe('Morgan, radius 3, 512 bits')
    expect(fingerprintName({ kind: 'maccs' })).toBe('MACCS keys')
  })
})

describe('substructures', () => {
  test('are found with all their atoms, or not', () => {
    expect(occurrencesOf(graph('OCCO'), ['CO', 'N'])).toEqual([
      { smarts: 'CO', atoms: [0, 1, 2, 3] },
      { smarts: 'N', atoms: [] },
    ])
  })

  test('must be SMARTS', () => {
    expect(() => occurrencesOf(graph('C'), ['C(('])).toThrow(SmartsError)
  })

  test('may be any number, one after the other', () => {
    for (let count = 1; count <= 1_001; count++) occurrencesOf(graph('C'), [`[${count}C]`])
    expect(occurrencesOf(graph('C'), ['C'])).toEqual([{ smarts: 'C', atoms: [0] }])
  })
})

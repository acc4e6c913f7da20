import { describe, expect, test } from 'vitest'

import { graph } from '../rdkit/graph.test.support.ts'
import { bondRings, bridgeheadAtoms, ringCounts, spiroAtoms } from './rings.ts'

const sorted = (atoms: Iterable<number>) => [...atoms].toSorted((a, b) => a - b)

describe('rings', () => {
  test('are counted by kind', () => {
    expect(ringCounts(graph('c1ccc2c(c1)CCN2'))).toEqual({
      rings: 2,
      aromatic: 1,
      aliphatic: 1,
      saturated: 0,
      heterocycles: 1,
      macrocycles: 0,
      spiro: 0,
      bridgeheads: 0,
    })
    expect(ringCounts(graph('C1CCCCCCCC1.C1CCCCCCC1'))).toMatchObject({ saturated: 2, macrocycles: 1 })
  })

  test('share one atom where it is spiro, and a chain between bridgeheads', () => {
    expect([...spiroAtoms(graph('C1CCC2(C1)CC2'))]).toEqual([3])
    expect(sorted(bridgeheadAtoms(graph('C1CC2CCC1C2')))).toEqual([2, 5])
    expect(sorted(bridgeheadAtoms(graph('C1CC2CCC1CC2')))).toEqual([2, 5])
    expect(bridgeheadAtoms(graph('C1CCC2CCCC2C1')).size).toBe(0)
  })

  test('are closed chains of bonds', () => {
    const molecule = graph('CC1CC1')
    expect(bondRings(molecule).map(sorted)).toEqual([[1, 2, 3]])
  })

  test('do not exist in a chain', () => {
    expect(Object.values(ringCounts(graph('CCO'))).every((count) => count === 0)).toBe(true)
  })
})

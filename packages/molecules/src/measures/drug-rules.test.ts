import { describe, expect, test } from 'vitest'

import { graph } from '../rdkit/graph.test.support.ts'
import { isWithin, judge } from './drug-rules.ts'
import { properties, propertyNames } from './properties.ts'

const atorvastatin = 'CC(C)c1c(C(=O)Nc2ccccc2)c(-c2ccccc2)c(-c2ccc(F)cc2)n1CCC(O)CC(O)CC(=O)O'

describe('rules for oral drugs', () => {
  test('pass a small drug', () => {
    const aspirin = properties(graph('CC(=O)Oc1ccccc1C(=O)O'))
    for (const rule of ['lipinski', 'veber', 'ghose'] as const) {
      expect(judge(rule, aspirin)).toEqual({ rule, passes: true, violations: [] })
    }
  })

  test('tell each excess; Lipinski tolerates one', () => {
    const measured = properties(graph(atorvastatin))
    const broken = (rule: 'lipinski' | 'veber' | 'ghose') =>
      judge(rule, measured).violations.map(({ property }) => property)
    expect(broken('lipinski')).toEqual(['weight', 'logp'])
    expect(judge('lipinski', measured).passes).toBe(false)
    expect(broken('veber')).toEqual(['rotatableBonds'])
    expect(judge('veber', measured)).toMatchObject({ passes: false, violations: [{ value: 12, to: 10 }] })
    expect(broken('ghose')).toEqual(['weight', 'logp', 'refractivity', 'atoms'])
    expect(judge('lipinski', { ...measured, logp: 5 })).toMatchObject({ passes: true })
  })

  test('count hydrogens as atoms, and find too little', () => {
    const methane = properties(graph('C'))
    expect(methane).toMatchObject({ atoms: 5, heavyAtoms: 1 })
    expect(judge('ghose', methane).violations.map(({ property }) => property)).toContain('atoms')
  })
})

test('bounds belong to what is allowed', () => {
  expect([1, 5, 5.001, 0.999].map((value) => isWithin(value, { from: 1, to: 5 }))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(isWithin(-1e9, {})).toBe(true)
})

test('every property has words', () => {
  expect(propertyNames.toSorted()).toEqual(Object.keys(properties(graph('C'))).toSorted())
})

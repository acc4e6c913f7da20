import { describe, expect, test } from 'vitest'

import { SmartsError } from './cursor.ts'
import { parseSmarts } from './parse.ts'

describe('parsing SMARTS', () => {
  test('binds "!" before "&", "&" before "," and "," before ";"', () => {
    expect(parseSmarts('[!C&H1,N;R]').atoms[0]).toEqual({
      op: 'all',
      of: [
        {
          op: 'any',
          of: [
            {
              op: 'all',
              of: [
                { op: 'not', of: { op: 'is', primitive: { is: 'element', element: 6, aromatic: false } } },
                { op: 'is', primitive: { is: 'count', of: 'hydrogens', value: 1 } },
              ],
            },
            { op: 'is', primitive: { is: 'element', element: 7, aromatic: false } },
          ],
        },
        { op: 'is', primitive: { is: 'count', of: 'rings', value: 'some' } },
      ],
    })
  })

  test('joins atoms by branches, ring bonds and dots', () => {
    const pairs = parseSmarts('C1(N)C(O)1.S%12S%12').bonds.map(({ from, to }) => [from, to])
    expect(pairs).toEqual([
      [0, 1],
      [0, 2],
      [2, 3],
      [0, 2],
      [4, 5],
      [4, 5],
    ])
  })

  test('reads a lone H as hydrogen and any other H as a count', () => {
    const first = (smarts: string) => parseSmarts(smarts).atoms[0]
    const element = { op: 'is', primitive: { is: 'element', element: 1 } }
    expect(first('[H]')).toEqual({ op: 'all', of: [element] })
    expect(first('[2H+]')).toMatchObject({
      op: 'all',
      of: [element, { primitive: { value: 2 } }, { op: 'is' }],
    })
    expect(first('[H1]')).toMatchObject({ primitive: { is: 'count', value: 1 } })
    expect(first('[!H]')).toMatchObject({ op: 'not', of: { primitive: { is: 'count', value: 1 } } })
  })

  test('prefers the longest element symbol', () => {
    expect(parseSmarts('[Sc]').atoms[0]).toMatchObject({ primitive: { element: 21 } })
    expect(parseSmarts('[Nv3]').atoms[0]).toMatchObject({ of: [{ primitive: { element: 7 } }, { op: 'is' }] })
  })

  test('ignores atom maps', () => {
    expect(parseSmarts('[C:1]').atoms).toEqual(parseSmarts('C').atoms)
  })

  test.each([
    ['', 'an atom is expected'],
    ['C(', 'an atom is expected'],
    ['C(C', 'not closed'],
    ['C)', 'not expected'],
    ['C1CC', 'ring bond 1 is not closed'],
    ['C11', 'with itself'],
    ['C=', 'an atom is expected'],
    ['C.', 'an atom is expected'],
    ['[C', 'not a property'],
    ['[]', 'at least one property'],
    ['[C,]', 'nothing follows ","'],
    ['[!]', 'nothing follows "!"'],
    ['[$(CC]', 'not closed'],
    ['[#]', 'atomic number'],
  ])('refuses %j: %s', (smarts, words) => {
    expect(() => parseSmarts(smarts)).toThrow(SmartsError)
    expect(() => parseSmarts(smarts)).toThrow(words)
  })

  test.each([
    '[C@H]',
    '[C@@](F)',
    '[D{2-3}]',
    '[^2]',
    '[z1]',
    '[Z]',
    '(C).(N)',
    'C->N',
    'N<-C',
    'C/?C',
    '[k3]',
  ])('refuses %s, which it does not support, instead of matching nothing', (smarts) => {
    expect(() => parseSmarts(smarts)).toThrow(SmartsError)
  })

  test('says where it fails', () => {
    expect(() => parseSmarts('CC[C@H]')).toThrow('SMARTS "CC[C@H]", position 5')
  })
})

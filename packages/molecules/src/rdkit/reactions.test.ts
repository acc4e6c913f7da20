import { beforeAll, describe, expect, test } from 'vitest'

import { cuts } from './cuts.ts'
import { loadRdkit, type Rdkit } from './module.ts'
import { react } from './reactions.ts'
import { canonicalSmiles } from './read.ts'

let rdkit: Rdkit
beforeAll(async () => {
  rdkit = await loadRdkit()
})

describe('a reaction', () => {
  test('gives every product once, canonical and sorted', () => {
    expect(react(rdkit, '[cH:1]>>[c:1]F', 'Cc1ccccc1')).toEqual([
      'Cc1ccc(F)cc1',
      'Cc1cccc(F)c1',
      'Cc1ccccc1F',
    ])
  })

  test('gives several products of one run as separate molecules', () => {
    expect(react(rdkit, '[C:1](=[O:2])[N:3]>>[C:1](=[O:2])O.[N:3]', 'CC(=O)Nc1ccccc1')).toEqual([
      'CC(=O)O',
      'Nc1ccccc1',
    ])
  })

  test('drops products that are no molecules', () => {
    expect(react(rdkit, '[C:1]>>[C:1](F)(F)(F)(F)F', 'CC')).toEqual([])
  })

  test('gives nothing where it does not fit', () => {
    expect(react(rdkit, '[N:1]>>[N:1]C', 'CC')).toEqual([])
  })

  test('keeps stereo', () => {
    expect(react(rdkit, '[C:1][Cl]>>[C:1]O', 'C[C@H](N)C(F)Cl')).toEqual(['C[C@H](N)C(O)F'])
  })

  test.each(['xx', '[C:1]>>', '[C:1].[N:2]>>[C:1][N:2]'])('refuses %s', (smarts) => {
    expect(() => react(rdkit, smarts, 'CCN')).toThrow(TypeError)
  })

  test('refuses what is no molecule, and says why', () => {
    expect(() => react(rdkit, '[C:1]>>[C:1]F', 'C1CC')).toThrow('"C1CC" can not react: ring bond 1')
  })

  test('check 5: leaves no RDKit object behind', () => {
    react(rdkit, '[C:1]>>[C:1]N', 'CC(C)CO')
    cuts(rdkit, 'CC(C)CO')
    expect(rdkit.liveHandles()).toBe(0)
  })
})

describe('cutting', () => {
  test('caps both sides with hydrogen', () => {
    expect(cuts(rdkit, 'CC(=O)Nc1ccc(CCl)cc1')).toEqual([
      { larger: 'CC(=O)Nc1ccc(C)cc1', smaller: 'Cl' },
      { larger: 'CC(=O)Nc1ccccc1', smaller: 'CCl' },
      { larger: 'ClCc1ccccc1', smaller: 'CC(N)=O' },
      { larger: 'O=CNc1ccc(CCl)cc1', smaller: 'C' },
    ])
  })

  test('gives canonical molecules without explicit hydrogens, also at stereo bonds and in salts', () => {
    for (const smiles of ['C/C=C/C', 'C[C@@]1(F)CCO1', 'C[C@H](N)C(=O)O.Cl', 'c1ccccc1-n1cccc1']) {
      const found = cuts(rdkit, smiles)
      expect(found.length).toBeGreaterThan(0)
      for (const side of found.flatMap(({ larger, smaller }) => [larger, smaller])) {
        expect(side).not.toMatch(/\[H\]|\*/)
        expect(canonicalSmiles(rdkit, side)).toEqual({ ok: true, value: side })
      }
    }
  })

  test('finds nothing where there is nothing to cut', () => {
    expect(cuts(rdkit, 'C')).toEqual([])
    expect(cuts(rdkit, 'c1ccccc1')).toEqual([])
  })
})

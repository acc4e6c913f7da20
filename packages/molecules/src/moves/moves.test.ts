import { random } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { chemistry } from '../rdkit/chemistry.ts'
import { join, openParts } from '../rdkit/joins.ts'
import { loadRdkit, type Rdkit } from '../rdkit/module.ts'
import { react } from '../rdkit/reactions.ts'
import { canonicalSmiles } from '../rdkit/read.ts'
import { variants } from '../rdkit/variants.ts'
import { neighbourhood } from './all-moves.ts'
import { growth, parts } from './parts.ts'
import { ringEdits } from './ring-edits.ts'

let rdkit: Rdkit
const pool = chemistry({ threads: 1 })
beforeAll(async () => {
  rdkit = await loadRdkit()
})
afterAll(() => pool[Symbol.asyncDispose]())

/** Molecules that between them have every place where something grows or a ring changes. */
const subjects = [
  'CCCCC',
  'Cc1ccccc1',
  'CC(N)=O',
  'CC(=O)Nc1ccc(O)cc1',
  'CC1CCCCC1',
  'c1cc[nH]c1CN1CCNCC1',
  'CC(C)CCc1ccncc1',
  'OCCO',
]

describe('the reactions of growth and of rings', () => {
  test.each([...growth, ...ringEdits])(
    '%s changes something, and gives valid canonical molecules',
    (reaction) => {
      const products = subjects.flatMap((smiles) => react(rdkit, reaction, smiles))
      expect(products.length).toBeGreaterThan(0)
      for (const product of products)
        expect(canonicalSmiles(rdkit, product)).toEqual({ ok: true, value: product })
    },
  )

  test('change rings as they say', () => {
    expect(react(rdkit, ringEdits[0]!, 'C1CCCC1')).toEqual(['C1CCCCC1'])
    expect(react(rdkit, ringEdits[1]!, 'C1CCCCC1')).toEqual(['C1CCCC1'])
    expect(react(rdkit, ringEdits[2]!, 'c1ccccc1')).toEqual(['c1ccc2ccccc2c1'])
  })
})

describe('joining', () => {
  test('takes a molecule apart and puts it together again', () => {
    for (const smiles of ['CC(=O)Nc1ccc(CCl)cc1', 'C[C@H](N)C(=O)Nc1ccccc1', 'CCOC(=O)c1ccco1']) {
      const cut = openParts(rdkit, smiles)
      expect(cut.length).toBeGreaterThan(1)
      for (const [larger, smaller] of cut) expect(join(rdkit, larger, smaller)).toBe(canonical(smiles))
    }
  })

  test('takes every part', () => {
    for (const part of parts) expect(join(rdkit, 'CC[*:1]', part)).toMatch(/^[^*]+$/)
  })

  test('refuses what has no open bond, or two', () => {
    expect(() => join(rdkit, 'CC', 'C[*:1]')).toThrow(TypeError)
    expect(() => join(rdkit, 'C[*:1]', 'C([*:1])[*:1]')).toThrow(TypeError)
  })

  test('gives nothing where the valences do not allow it', () => {
    expect(join(rdkit, 'FC(F)(F)(F)[*:1]', 'C[*:1]')).toBeUndefined()
  })

  test('leaves no RDKit object behind', () => {
    variants(rdkit, { smiles: 'CC(=O)Nc1ccccc1', reactions: [], parts, mates: ['CCOc1ccccc1'], seed: 1 })
    expect(rdkit.liveHandles()).toBe(0)
  })
})

describe('crossing', () => {
  const [a, b] = ['CC(=O)Nc1ccc(F)cc1', 'OCCc1ccncc1']
  const children = (seed: number) =>
    variants(rdkit, { smiles: a, reactions: [], mates: [b], seed, joins: 40 })

  test('makes children of a side of each, the same for the same seed', () => {
    const sides = (smiles: string) => openParts(rdkit, smiles).flat()
    const possible = new Set(sides(a).flatMap((mine) => sides(b).map((theirs) => join(rdkit, mine, theirs))))
    expect(children(1).length).toBeGreaterThan(5)
    for (const child of children(1)) expect(possible).toContain(child)
    expect(children(1)).toEqual(children(1))
    expect(children(2)).not.toEqual(children(1))
  })
})

describe('the molecules around one', () => {
  const around = async (seed: number, smiles = 'CC(=O)Nc1ccccc1') =>
    Array.fromAsync(neighbourhood(pool, smiles, random(seed, 'around')))

  test('are many, each once and valid, in an order that the seed decides', { timeout: 60_000 }, async () => {
    const first = await around(1)
    expect(first.length).toBeGreaterThan(150)
    expect(new Set(first).size).toBe(first.length)
    for (const one of first) expect(canonical(one)).toBe(one)
    expect(await around(1)).toEqual(first)
    expect(await around(2)).not.toEqual(first)
  })

  test.each(['C', 'c1ccccc1', 'CCCCC', 'CC(N)=O', '[Na+].[Cl-]', 'F'])(
    'of %s are never it, and may be none',
    async (smiles) => {
      expect(await around(1, smiles)).not.toContain(smiles)
    },
  )
})

function canonical(smiles: string): string {
  const read = canonicalSmiles(rdkit, smiles)
  return read.ok ? read.value : read.reason
}

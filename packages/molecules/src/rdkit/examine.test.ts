import { afterAll, describe, expect, test } from 'vitest'

import { SmartsError } from '../smarts/cursor.ts'
import { chemistry } from './chemistry.ts'
import type { Inquiry } from './inquiry.ts'

const rdkit = chemistry({ threads: 1 })
afterAll(() => rdkit[Symbol.asyncDispose]())

describe('examining a molecule in a worker', () => {
  test.each<[Inquiry, unknown]>([
    [{ about: 'properties' }, { heavyAtoms: 8, rings: 1, aromaticRings: 1 }],
    [{ about: 'accessibility' }, { terms: expect.any(Array), score: expect.closeTo(1, 0) }],
    [{ about: 'inchi' }, { key: 'WVDDGKGOMKODPV-UHFFFAOYSA-N' }],
    [{ about: 'rules', rules: ['ghose'] }, [{ rule: 'ghose', passes: false }]],
    [{ about: 'filters', sets: ['BRENK'] }, []],
    [{ about: 'substructures', smarts: ['[CH2]O'] }, [{ smarts: '[CH2]O', atoms: [0, 1] }]],
    [{ about: 'similarity', reference: 'OCc1ccccc1' }, { similarity: 1 }],
    [{ about: 'common-substructure', start: 'NCc1ccccc1' }, { share: 7 / 8 }],
  ])('answers %j', async (inquiry, finding) => {
    expect(await rdkit.examine('c1(CO)ccccc1', inquiry)).toMatchObject({
      ok: true,
      canonical: 'OCc1ccccc1',
      finding,
    })
    expect(await rdkit.liveHandles()).toBe(0)
  })

  test('counts atoms in the order of the canonical SMILES', async () => {
    const found = await rdkit.examine('c1ccccc1C=O', { about: 'substructures', smarts: ['C=O'] })
    expect(found).toMatchObject({ canonical: 'O=Cc1ccccc1', finding: [{ atoms: [0, 1] }] })
  })

  test('says why it can not', async () => {
    expect(await rdkit.examine('C1CC', { about: 'inchi' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('ring bond 1'),
    })
    expect(await rdkit.examine('*C', { about: 'inchi' })).toEqual({
      ok: false,
      reason: 'InChI can not describe it',
    })
    expect(await rdkit.examine('CC', { about: 'similarity', reference: 'x' })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^it is compared with "x": /),
    })
  })

  test.each<[Inquiry, new (...parts: never[]) => Error, string]>([
    [{ about: 'rules', rules: [] }, TypeError, 'Expected rules of lipinski, veber, ghose, got []'],
    [{ about: 'filters', sets: ['ZINC' as 'NIH'] }, TypeError, 'got "ZINC"'],
    [{ about: 'substructures', smarts: ['C', 'C(('] }, SmartsError, 'SMARTS "C(("'],
    [
      { about: 'similarity', reference: 'C', fingerprint: { kind: 'morgan', size: 0 } },
      RangeError,
      'Expected the size of a fingerprint to be a whole number from 1 up, got 0',
    ],
    [
      { about: 'similarity', reference: 'C', fingerprint: { kind: 'morgan', radius: 1.5 } },
      RangeError,
      'radius',
    ],
    [{ about: 'similarity', reference: 'C', weights: { alpha: 1, beta: -1 } }, RangeError, 'beta'],
    [{ about: 'common-substructure', start: 'C', seconds: 0.5 }, RangeError, 'seconds'],
  ])('refuses %j, which no molecule could answer', async (inquiry, kind, words) => {
    const answer = rdkit.examine('CCO', inquiry)
    await expect(answer).rejects.toThrow(kind)
    await expect(rdkit.examine('CCO', inquiry)).rejects.toThrow(words)
  })
})

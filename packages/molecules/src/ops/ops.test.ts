import { variable, type Gradient } from '@textgrad/core'
import { afterAll, describe, expect, test } from 'vitest'

import type { PropertyName } from '../measures/properties.ts'
import { chemistry } from '../rdkit/chemistry.ts'
import { SmartsError } from '../smarts/cursor.ts'
import { accessibility } from './accessibility.ts'
import { commonSubstructure } from './common-substructure.ts'
import { drugRules } from './drug-rules.ts'
import type { MoleculeLoss } from './examined.ts'
import { filters } from './filters.ts'
import { property } from './property.ts'
import { similarity } from './similarity.ts'
import { substructures } from './substructures.ts'

const rdkit = chemistry({ threads: 1 })
afterAll(() => rdkit[Symbol.asyncDispose]())

/** What a loss shows, and what it says of a molecule. */
async function judge(loss: MoleculeLoss<any>, smiles: string): Promise<{ shown: string; said: Gradient }> {
  const molecule = variable(smiles, { role: 'a molecule, as SMILES' })
  const result = await loss(molecule)
  await result.backward()
  return { shown: result.render(), said: molecule.gradients[0]! }
}

const chain = 'CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-]'
const penicillin = 'CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C(=O)O'

describe('synthetic accessibility as a loss', () => {
  test('says what each difficulty costs, the costliest first', async () => {
    const { shown, said } = await judge(accessibility(rdkit, { atMost: 2.5 }), penicillin)
    expect(shown).toBe('SA score 3.200')
    expect(said.text).toMatchInlineSnapshot(
      `"The synthetic accessibility (SA score) of CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C(=O)O is 3.20, from 1 (easy to make) to 10 (hard); at most 2.5 is wanted. 3 stereocentres (atoms 4 5 19) cost 0.83: use fewer. 23 heavy atoms cost 0.50: use fewer."`,
    )
    expect(said.data).toMatchObject({ goal: 'accessibility', by: expect.closeTo(0.7, 2) })
  })

  test('is satisfied once it is easy enough', async () => {
    expect((await judge(accessibility(rdkit), penicillin)).said.kind).toBe('satisfied')
  })

  test('refuses a bound that can not be', () => {
    expect(() => accessibility(rdkit, { atMost: 0 })).toThrow(
      new RangeError('Expected atMost to be a number from 1 to 10, got 0'),
    )
  })
})

describe('a property as a loss', () => {
  test('says which way it must change, and by how much', async () => {
    const { shown, said } = await judge(property(rdkit, 'weight', { from: 160, to: 300 }), chain)
    expect(shown).toBe('molecular weight 335.4 u')
    expect(said.text).toMatchInlineSnapshot(
      `"Molecular weight of CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] is 335.4 u; wanted is 160 to 300 u: lower it by 35.44 u."`,
    )
    expect(said.data).toMatchObject({ property: 'weight', change: 'lower', by: expect.closeTo(35.444, 3) })
    const low = await judge(property(rdkit, 'rings', { from: 2 }), chain)
    expect(low.said.text).toMatchInlineSnapshot(
      `"The number of rings of CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] is 1; wanted is at least 2: raise it by 1."`,
    )
    expect((await judge(property(rdkit, 'tpsa', { to: 140 }), chain)).said.kind).toBe('satisfied')
  })

  test('refuses what can not be', () => {
    expect(() => property(rdkit, 'colour' as PropertyName, { to: 1 })).toThrow(TypeError)
    expect(() => property(rdkit, 'logp', {})).toThrow(
      new TypeError('Expected from or to for the property logp, got neither'),
    )
    expect(() => property(rdkit, 'logp', { from: 5, to: 1 })).toThrow(
      new RangeError('Expected from to be at most to for the property logp, got 5 and 1'),
    )
  })
})

describe('rules for oral drugs as a loss', () => {
  test('name what breaks them', async () => {
    const { shown, said } = await judge(drugRules(rdkit, ['lipinski', 'veber', 'ghose']), chain)
    expect(shown).toBe('Lipinski passed, Veber broken, Ghose broken')
    expect(said.text).toMatchInlineSnapshot(
      `"CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] breaks Veber's rule: the number of rotatable bonds is 14, wanted at most 10: lower it by 4. It breaks Ghose's rule: lipophilicity (logP) is 5.707, wanted -0.4 to 5.6: lower it by 0.107."`,
    )
    expect(said.data).toMatchObject({ goal: 'drug-rules', broken: ['veber', 'ghose'] })
    expect((await judge(drugRules(rdkit), 'CCO')).said.kind).toBe('satisfied')
  })

  test('refuse a rule that does not exist', () => {
    expect(() => drugRules(rdkit, ['rof' as 'veber'])).toThrow(
      new TypeError('Expected rules of lipinski, veber, ghose, got "rof"'),
    )
  })
})

describe('filters as a loss', () => {
  test('name each group and its atoms', async () => {
    const { shown, said } = await judge(filters(rdkit, ['PAINS_A', 'PAINS_B', 'BRENK']), 'CCc1ccc(O)c(O)c1')
    expect(shown).toBe('filters hit: PAINS B catechol A, BRENK catechol')
    expect(said.text).toMatchInlineSnapshot(
      `"CCc1ccc(O)c(O)c1 meets 2 filters against troublesome groups: PAINS B catechol A (atoms 2 3 4 5 6 7 8 9); BRENK catechol (atoms 2 3 4 5 6 7 8 9). Replace or remove them."`,
    )
    expect(said.data).toMatchObject({ goal: 'filters', by: 2 })
    expect((await judge(filters(rdkit), 'CCO')).said.kind).toBe('satisfied')
  })

  test('refuse an empty list', () => {
    expect(() => filters(rdkit, [])).toThrow(TypeError)
  })
})

describe('similarity as a loss', () => {
  test('says what is missing and what is foreign', async () => {
    const loss = similarity(rdkit, { reference: 'OCc1ccccc1', atLeast: 0.9 })
    const { shown, said } = await judge(loss, 'NCc1ccccc1')
    expect(shown).toBe('similarity 0.474')
    expect(said.text).toMatchInlineSnapshot(
      `"The similarity of NCc1ccccc1 to OCc1ccccc1 is 0.474; at least 0.9 is wanted. Foreign to that molecule is what surrounds its atoms 0 1. Missing is what surrounds atoms 0 1 of that molecule. Restore what is missing or remove what is foreign."`,
    )
    expect(said.data).toMatchObject({ goal: 'similarity', change: 'raise', foreign: [0, 1], missing: [0, 1] })
    expect((await judge(loss, 'OCc1ccccc1')).said.kind).toBe('satisfied')
  })

  test('can ask for novelty', async () => {
    const loss = similarity(rdkit, { reference: 'CCO', atMost: 0.4, weights: { alpha: 0, beta: 1 } })
    const { said } = await judge(loss, 'CCO')
    expect(said.text).toMatchInlineSnapshot(
      `"The similarity of CCO to CCO is 1.000; at most 0.4 is wanted. Change more of what it shares with that molecule."`,
    )
    expect(said.data).toMatchObject({ change: 'lower', by: 0.6 })
  })

  test('refuses what can not be, the reference on its first use', async () => {
    expect(() => similarity(rdkit, { reference: 'C' })).toThrow(TypeError)
    expect(() => similarity(rdkit, { reference: 'C', atLeast: 2 })).toThrow(RangeError)
    const loss = similarity(rdkit, { reference: 'C1CC', atLeast: 0.5 })
    await expect(loss(variable('CCO', { role: 'molecule' }))).rejects.toThrow(
      /^Expected the reference to be a molecule in SMILES, got "C1CC": ring bond 1/,
    )
  })
})

describe('substructures as a loss', () => {
  test('name what is missing and what must go', async () => {
    const loss = substructures(rdkit, { required: ['c1ccccc1', '[NH2]'], forbidden: ['[N+](=O)[O-]', 'S'] })
    const { shown, said } = await judge(loss, chain)
    expect(shown).toBe('required substructures missing: 1, forbidden ones present: 1')
    expect(said.text).toMatchInlineSnapshot(
      `"CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] lacks the required substructure [NH2]: add it. CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] contains the forbidden substructure [N+](=O)[O-] (atoms 21 22 23): remove it."`,
    )
    expect(said.data).toMatchObject({ goal: 'substructures', by: 2, missing: ['[NH2]'] })
    expect((await judge(loss, 'Nc1ccccc1')).said.kind).toBe('satisfied')
  })

  test('refuse SMARTS that are wrong, and none at all', () => {
    expect(() => substructures(rdkit, { required: ['C(('] })).toThrow(SmartsError)
    expect(() => substructures(rdkit, {})).toThrow(TypeError)
  })
})

describe('the common substructure as a loss', () => {
  test('says what is kept of the start', async () => {
    const loss = commonSubstructure(rdkit, { start: 'CC(=O)Nc1ccc(O)cc1', atLeast: 0.9 })
    const { shown, said } = await judge(loss, 'CC(=O)Nc1ccccc1')
    expect(shown).toBe('91 % of the start kept')
    expect(said.kind).toBe('satisfied')
    const less = await judge(loss, 'Nc1ccccc1')
    expect(less.said.text).toMatchInlineSnapshot(
      `"Nc1ccccc1 keeps 64 % of the atoms of CC(=O)Nc1ccc(O)cc1 in one piece: [#7]-[#6]1:[#6]:[#6]:[#6]:[#6]:[#6]:1 (atoms 0 1 2 3 4 5 6); at least 90 % is wanted. Restore more of CC(=O)Nc1ccc(O)cc1 where it was changed."`,
    )
    expect(less.said.data).toMatchObject({ goal: 'common-substructure', kept: [0, 1, 2, 3, 4, 5, 6] })
  })

  test('refuses what can not be', async () => {
    expect(() => commonSubstructure(rdkit, { start: 'C', atLeast: 1.1 })).toThrow(RangeError)
    const loss = commonSubstructure(rdkit, { start: 'no', atLeast: 1 })
    await expect(loss(variable('CCO', { role: 'molecule' }))).rejects.toThrow('Expected the start to be')
  })
})

test('what is no molecule becomes feedback on it', async () => {
  const { said } = await judge(accessibility(rdkit), 'C1CC')
  expect(said.text).toMatch(/^accessibility failed on this value: it can not be measured: ring bond 1/)
})

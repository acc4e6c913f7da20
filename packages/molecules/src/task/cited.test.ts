import { afterAll, describe, expect, test } from 'vitest'

import { chemistry } from '../rdkit/chemistry.ts'
import { atomsCitedIn, citedAtoms, citedFragments, fragmentsCitedIn } from './cited.ts'

const rdkit = chemistry({ threads: 1 })
afterAll(() => rdkit[Symbol.asyncDispose]())

describe('what feedback says of a molecule', { timeout: 60_000 }, () => {
  test.each([
    ['Remove the nitro group and the long alkyl ether; a chlorine may help.', ['nitro', 'ether']],
    ['Replacing its terminal benzene rings with the new pyridine', ['benzene ring']],
    ['Add a carboxylic acid, an amide or hydroxyls.', []],
  ])('cites fragments: %s', (text, expected) => expect(fragmentsCitedIn(text)).toEqual(expected))

  test.each([
    ['Atom 7 and atoms 3, 12 and 40 clash', ['7', '3', '12', '40']],
    ['The atoms of 3 rings', []],
  ])('cites atoms: %s', (text, expected) => expect(atomsCitedIn(text)).toEqual(expected))

  test('is known where the molecule has it', async () => {
    const { known } = citedFragments(rdkit)
    const paracetamol = { smiles: 'CC(=O)Nc1ccc(O)cc1' }
    const cited = [
      'amide',
      'phenol',
      'benzene ring',
      'nitrogen',
      'nitro',
      'chlorine',
      'ester',
      'amine',
      'pyridine',
    ]
    expect(await known!(cited, paracetamol)).toEqual(['amide', 'phenol', 'benzene ring', 'nitrogen'])
    const nitro = { smiles: 'CCOC(=O)c1ccc([N+](=O)[O-])cn1' }
    expect(await known!(cited, nitro)).toEqual(['nitrogen', 'nitro', 'ester', 'pyridine'])
    expect(await known!(cited, { smiles: 'C1CC' })).toEqual([])
    expect(await known!(['chlorine'], { one: 'C', two: 'CCl' })).toEqual(['chlorine'])
  })

  test('is known of as many atoms as there are', async () => {
    const { known } = citedAtoms(rdkit)
    expect(await known!(['0', '11', '12', '40'], { smiles: 'CC(=O)Nc1ccc(O)cc1' })).toEqual(['0', '11'])
  })

  test('has a SMARTS that is right for every name', async () => {
    const { known } = citedFragments(rdkit)
    const all = fragmentsCitedIn(allNames.map((name) => `the ${name}`).join('. '))
    expect(all).toEqual(allNames)
    expect(await known!(all, { smiles: 'C' })).toEqual([])
  })
})

const allNames = (
  'fluorine,chlorine,bromine,iodine,sulfur,sulphur,phosphorus,boron,silicon,nitrogen,oxygen,halogen,trifluoromethyl,' +
  'nitro,aldehyde,ketone,carbonyl,carboxylic acid,carboxylate,ester,amide,sulfonamide,sulfone,nitrile,cyano,hydroxyl,' +
  'phenol,methoxy,ether,thiol,thioether,amine,alkyne,alkene,benzene ring,phenyl,pyridine,pyrimidine,imidazole,furan,' +
  'thiophene,indole,piperazine,piperidine,morpholine'
).split(',')

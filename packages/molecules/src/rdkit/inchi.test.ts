import { spawnSync } from 'node:child_process'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { readRows } from '../measures/reference.test.support.ts'
import { rdkit } from './graph.test.support.ts'
import { inchiOf } from './inchi.ts'
import { withMol } from './read.ts'

function keyOf(smiles: string): string | undefined {
  const read = withMol(rdkit, smiles, (mol) => inchiOf(rdkit, mol))
  return read.ok ? read.value?.key : undefined
}

describe('InChI keys', () => {
  test.each([
    ['CCO', 'LFQSCWFLJHTTHZ-UHFFFAOYSA-N'],
    ['CC(=O)Oc1ccccc1C(=O)O', 'BSYNRYMUTXBXSQ-UHFFFAOYSA-N'],
    ['Cn1c(=O)c2c(ncn2C)n(C)c1=O', 'RYYVLZVUVIJVGH-UHFFFAOYSA-N'],
    ['C[C@H](N)C(=O)O', 'QNAYBMKLOCPYGJ-REOHCLBHSA-N'],
  ])('of %s is the published one', (smiles, key) => {
    expect(keyOf(smiles)).toBe(key)
  })

  test('are one for all ways to write a molecule, tautomers of an acid amide included', () => {
    expect(new Set(['OCC', 'C(C)O', '[CH3][CH2][OH]'].map(keyOf)).size).toBe(1)
    expect(keyOf('CC(O)=N')).toBe(keyOf('CC(=O)N'))
  })

  test('do not exist for what InChI can not describe', () => {
    expect(withMol(rdkit, '*C', (mol) => inchiOf(rdkit, mol))).toEqual({ ok: true, value: undefined })
    expect(rdkit.liveHandles()).toBe(0)
  })
})

const dev = sharedPath('ref/molecules/qed_dev.csv')
/** Open Babel neutralises the charges of a perchloric acid that is written with them. */
const otherwise = ['O=P(O)(O)CN(CP(=O)(O)O)CP(=O)(O)O.[O-][Cl+3]([O-])([O-])O']

const program = 'obabel'

describe.skipIf(!dev || !requireProgram(program))('InChI keys, against Open Babel', () => {
  test('are equal in the 1,000 molecules of qed_dev.csv', () => {
    const smiles = readRows(dev!).map((row) => row['smiles']!)
    const run = spawnSync(program, ['-ismi', '-oinchikey'], { input: smiles.join('\n'), encoding: 'utf8' })
    const expected = run.stdout.trim().split(/\s+/)
    expect(expected).toHaveLength(1_000)
    expect(smiles.filter((one, index) => keyOf(one) !== expected[index])).toEqual(otherwise)
  })
})

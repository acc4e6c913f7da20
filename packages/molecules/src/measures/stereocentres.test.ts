import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { graph, rdkit } from '../rdkit/graph.test.support.ts'
import { askPython } from '../rdkit/python.test.support.ts'
import { readMolecule } from '../rdkit/read.ts'
import { properties } from './properties.ts'
import { stereocentres } from './stereocentres.ts'

describe('stereocentres', () => {
  test.each([
    ['CC(O)F', [1]],
    ['C[C@H](O)F', [1]],
    ['CC(O)C', []],
    ['CN(F)Cl', []],
    ['CS(=O)CC', [1]],
    ['CC1CCC(C)CC1', []],
    ['C[C@H](O)C(O)[C@@H](C)O', [1, 3, 5]],
  ])('of %s are atoms %j', (smiles, atoms) => {
    expect(stereocentres(graph(smiles))).toEqual(atoms)
  })

  test('count as unspecified where their configuration is not known', () => {
    expect(properties(graph('C[C@H](O)C(F)Cl'))).toMatchObject({
      stereocentres: 2,
      unspecifiedStereocentres: 1,
    })
  })
})

/** Shapes with rules of their own: nitrogen, phosphorus, arsenic, sulfur, metals, isotopes, cages, meso forms. */
const shapes = String.raw`
  CC1CN1C C1CN1 C1CN2CCC1CC2 C1CN2CC1CC2C N12CC1C2 N1(C)C2CC1CC2 Cc1ccc2c(c1)CN1CN2Cc2cc(C)ccc21
  CC=1C=CC=2[N@@]3CC=4C=C(C=CC4[N@](CC2C1)C3)C
  c1ccc2c(c1)c1cc[n+]2Cc2cccc(c2)C[n+]2ccc(c3ccccc32)NCc2ccc(cc2)CN1
  CP CCPC CP(CC)c1ccccc1 OP(=O)(OC)OCC CP(=O)(CC)O C[As](CC)C C[As](CC)CCC CS(=O)CC C[S+](CC)CCC C[Se](=O)CC
  CS(=N)(=O)CC C[Si](F)(Cl)Br C[Si](F)(Cl) C[Ge](F)(Cl)Br C->[Pt](F)(Cl)Br C[B-](F)(O)N B(C)(F)O C[C](F)Cl
  [2H]C([3H])(C)O [13CH3]C(C)O [H]C(F)(Cl)Br *C(F)(Cl)Br CN(CC)CCC C[N+](CC)(CCC)CCCC
  C[C@H]1CC[C@H](C)CC1 CC1CCC(C)CC1 C[C@H]1CC[C@@H](C)CC1 C1C[C@H](C)C(C)[C@H](C)C1 C1CC(C)C(C)C(C)C1
  O=S1(=O)CCC1C CC(F)C(O)C(F)C C[C@H](O)[C@H](O)[C@@H](C)O C/C=C/C(O)/C=C\C C/C=C/[C@H](O)/C=C\C
  CC(O)C(O)C(O)C C[C@@]1(F)CCO1 OC1C2CC3CC1CC(C2)C3 OC1C2CCC1CC2 C1CC2CCC1C2 FC1C2CC1C2 C12C3C4C1C5C2C3C45
`
  .trim()
  .split(/\s+/)

describe.skipIf(!requireProgram('python3-rdkit'))('stereocentres, against Python RDKit', () => {
  test('are as many in shapes with rules of their own', () => {
    const smiles = shapes.filter((one) => readMolecule(rdkit, one).ok)
    const expected = askPython(
      `from rdkit.Chem.rdMolDescriptors import CalcNumAtomStereoCenters as count
answer = [count(Chem.MolFromSmiles(one)) for one in data]`,
      smiles,
    ) as number[]
    const found = smiles.map((one) => [one, stereocentres(graph(one)).length])
    expect(found).toEqual(smiles.map((one, index) => [one, expected[index]]))
    expect(smiles.length).toBe(shapes.length)
  })
})

import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { graph } from '../rdkit/graph.test.support.ts'
import { askPython } from '../rdkit/python.test.support.ts'
import { bitsOf } from './bit-vector.ts'
import { maccsFingerprint } from './maccs.ts'

describe('MACCS keys', () => {
  test('are numbered as usual', () => {
    const keys = bitsOf(maccsFingerprint(graph('CNO')))
    expect(keys).toEqual([24, 68, 69, 71, 93, 94, 102, 124, 131, 139, 151, 158, 160, 161, 164])
  })

  test('count where one occurrence is not enough', () => {
    const has = (smiles: string, key: number) => bitsOf(maccsFingerprint(graph(smiles))).includes(key)
    expect([has('CC', 141), has('CC(C)C', 141)]).toEqual([false, true])
    expect([has('OCCO', 146), has('OCC(O)CO', 146), has('OCC(O)CO', 140)]).toEqual([false, true, false])
    expect([has('c1ccccc1', 125), has('c1ccccc1-c1ccccc1', 125)]).toEqual([false, true])
    expect([has('CC', 166), has('C.C', 166)]).toEqual([false, true])
  })
})

const elements = Array.from({ length: 103 }, (_, index) => `[#${index + 1}]`)
const rings = Array.from({ length: 14 }, (_, index) => `C1${'C'.repeat(index + 1)}N1`)

describe.skipIf(!requireProgram('python3-rdkit'))('MACCS keys, against Python RDKit', () => {
  test('are equal for every element and rings of 3 to 16 atoms', () => {
    const smiles = [...elements, ...rings, ...rings.map((ring) => `${ring}.${ring}`)]
    const expected = askPython(
      `from rdkit.Chem.rdMolDescriptors import GetMACCSKeysFingerprint as keys
answer = [list(keys(Chem.MolFromSmiles(one)).GetOnBits()) for one in data]`,
      smiles,
    )
    expect(smiles.map((one) => bitsOf(maccsFingerprint(graph(one))))).toEqual(expected)
  })
})

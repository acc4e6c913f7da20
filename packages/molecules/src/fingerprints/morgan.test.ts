import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { graph, rdkit } from '../rdkit/graph.test.support.ts'
import { askPython, syntheticSmiles } from '../rdkit/python.test.support.ts'
import { readMolecule } from '../rdkit/read.ts'
import { bitsOf } from './bit-vector.ts'
import { morganCounts, morganEnvironments, morganFingerprint } from './morgan.ts'

describe('Morgan environments', () => {
  test('of ethanol have the ids that RDKit gives', () => {
    expect([...morganCounts(graph('CCO'))].toSorted(([a], [b]) => a - b)).toEqual([
      [864662311, 1],
      [1535166686, 1],
      [2245384272, 1],
      [2246728737, 1],
      [3542456614, 1],
      [4018048386, 1],
    ])
  })

  test('name the atom in the middle, and each set of bonds once', () => {
    const around = morganEnvironments(graph('CC'), 2)
    expect(around.map(({ atom, radius }) => [atom, radius])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ])
    expect(around[0]!.id).toBe(around[1]!.id)
  })

  test('of single atoms do not grow', () => {
    expect(morganEnvironments(graph('[Na+].[Cl-]'), 3)).toHaveLength(2)
  })

  test.each([-1, 0.5, NaN])('refuse a radius of %d', (radius) => {
    expect(() => morganEnvironments(graph('C'), radius)).toThrow(
      new RangeError(`Expected the radius to be a whole number from 0 up, got ${radius}`),
    )
  })
})

describe.skipIf(!requireProgram('python3-rdkit'))('Morgan fingerprints, against Python RDKit', () => {
  test('are equal bit by bit for radii 0 to 6 and several sizes, with isotopes, charges and radicals', () => {
    const more = [
      '[2H]C([3H])O',
      '[13CH4]',
      'C[CH2]',
      '[Fe+2]',
      'C[N+](C)(C)C',
      'N->[Pt]',
      'C1CC1C2CC2',
      '*C',
    ]
    const smiles = [...syntheticSmiles(400, 11), ...more].filter((one) => readMolecule(rdkit, one).ok)
    const settings = [0, 1, 2, 3, 4, 5, 6].flatMap((radius) =>
      [64, 1_000, 2_048].map((size) => [radius, size]),
    )
    const expected = askPython(
      `from rdkit.Chem.rdMolDescriptors import GetMorganFingerprintAsBitVect as bits
answer = [[list(bits(Chem.MolFromSmiles(one), *setting).GetOnBits()) for setting in data['settings']]
          for one in data['smiles']]`,
      { smiles, settings },
    ) as number[][][]
    const wrong = smiles.filter((one, row) => {
      const molecule = graph(one)
      const mine = settings.map(([radius, size]) =>
        bitsOf(morganFingerprint(molecule, { radius: radius!, size: size! })),
      )
      return JSON.stringify(mine) !== JSON.stringify(expected[row])
    })
    expect(smiles.length).toBeGreaterThan(200)
    expect(wrong).toEqual([])
  })
})

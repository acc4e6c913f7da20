import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { commonSubstructure, type CommonSubstructureOptions } from './common-substructure.ts'
import { rdkit } from './graph.test.support.ts'
import { askPython, syntheticSmiles } from './python.test.support.ts'
import { canonicalSmiles, withMol } from './read.ts'

function common(molecule: string, start: string, options?: CommonSubstructureOptions) {
  const read = withMol(rdkit, molecule, (mol) =>
    withMol(rdkit, start, (other) => commonSubstructure(rdkit, mol, other, options)),
  )
  if (!read.ok || !read.value.ok) throw new Error('no molecule')
  return read.value.value
}

describe('the maximum common substructure', () => {
  test('is found with its atoms and its share of the start', () => {
    expect(common('NCc1ccccc1', 'OCc1ccccc1')).toEqual({
      smarts: '[#6]-[#6]1:[#6]:[#6]:[#6]:[#6]:[#6]:1',
      bonds: 7,
      atoms: [1, 2, 3, 4, 5, 6, 7],
      share: 7 / 8,
      complete: true,
    })
  })

  test('is nothing where no element is shared', () => {
    expect(common('[Na+]', 'CCO')).toEqual({ smarts: '', bonds: 0, atoms: [], share: 0, complete: true })
  })

  test('keeps rings whole where that is asked for', () => {
    const [open, whole] = [false, true].map((wholeRings) => common('CCCCCC', 'C1CCCCC1', { wholeRings }))
    expect([open!.atoms.length, whole!.atoms.length]).toEqual([6, 0])
  })

  test('leaves no RDKit object behind', () => {
    common('CCO', 'CCN')
    expect(rdkit.liveHandles()).toBe(0)
  })
})

describe.skipIf(!requireProgram('python3-rdkit'))(
  'the maximum common substructure, against Python RDKit',
  () => {
    test('has as many atoms and bonds in 600 pairs', { timeout: 120_000 }, () => {
      const smiles = syntheticSmiles(3_000, 99).filter((one) => canonicalSmiles(rdkit, one).ok)
      const pairs = Array.from(
        { length: 600 },
        (_, index) => [smiles[2 * index]!, smiles[2 * index + 1]!] as const,
      )
      // Where an aromatic bond stands for a single or double one, the pattern is loosened to look whether it is there.
      const expected = askPython(
        `import re
from rdkit.Chem import rdFMCS
def common(pair):
    mols = [Chem.MolFromSmiles(one) for one in pair]
    found = rdFMCS.FindMCS(mols, timeout=5)
    loose = Chem.MolFromSmarts(re.sub(r'(?<=[]\\d])[-:=]', '-,=,:', found.smartsString))
    real = found.numAtoms == 0 or all(mol.HasSubstructMatch(loose) for mol in mols)
    return [found.numAtoms, found.numBonds, not found.canceled, real]
answer = [common(pair) for pair in data]`,
        pairs,
      ) as [number, number, boolean, boolean][]
      const wrong = pairs.filter(([molecule, start], index) => {
        const { atoms, bonds, complete } = common(molecule, start)
        const [size, count, done] = expected[index]!
        return !(complete && done) || atoms.length !== size || bonds !== count
      })
      // RDKit 2022.09 now and then reports a part that one of the two does not have.
      const unreal = pairs.filter((_, index) => !expected[index]![3])
      expect(wrong.filter((pair) => !unreal.includes(pair))).toEqual([])
      expect(unreal.length).toBeLessThanOrEqual(3)
    })
  },
)

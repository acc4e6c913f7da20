import { readFileSync } from 'node:fs'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { readRows } from '../measures/reference.test.support.ts'
import { graph, rdkit } from '../rdkit/graph.test.support.ts'
import { askPython, syntheticSmiles } from '../rdkit/python.test.support.ts'
import { readMolecule } from '../rdkit/read.ts'
import { compile } from './compile.ts'
import type { Graph } from './graph.ts'
import { countMatches, hasMatch, matches, matchesAt } from './match.ts'

describe('matching SMARTS', () => {
  test('gives atoms in the order of the pattern', () => {
    expect(matches(compile('O=CN'), graph('CC(=O)N'))).toEqual([[2, 1, 3]])
  })

  test('keeps one occurrence of those on the same atoms', () => {
    expect(matches(compile('c1ccccc1'), graph('c1ccccc1'))).toHaveLength(1)
    expect(countMatches(compile('CC'), graph('CCC'))).toBe(2)
  })

  test('uses an atom once, also in separate components', () => {
    expect(hasMatch(compile('F.F'), graph('CF'))).toBe(false)
    expect(hasMatch(compile('F.F'), graph('FCF'))).toBe(true)
  })

  test('can be asked about one atom', () => {
    const pattern = compile('[$(CO)]')
    expect([0, 1, 2].map((atom) => matchesAt(pattern, graph('CCO'), atom))).toEqual([false, true, false])
  })

  test('distinguishes aromatic from single and double bonds', () => {
    const benzene = graph('c1ccccc1')
    expect(
      ['cc', 'c:c', 'c-c', 'c=c', 'c~c'].map((smarts) => countMatches(compile(smarts), benzene)),
    ).toEqual([6, 6, 0, 0, 6])
  })

  test('has no limit on the number of matches but the one it is given', () => {
    expect(countMatches(compile('CC'), graph('C'.repeat(2_000)))).toBe(1_999)
    expect(matches(compile('CC'), graph('CCCCC'), 2)).toHaveLength(2)
  })

  test('answers recursive patterns with rings and alternatives', () => {
    expect(countMatches(compile('[$([#6;R]1~[#6]~[#6]~1),$(C(=O)[OH])]'), graph('C1CC1CC(=O)O'))).toBe(4)
  })
})

const queries = String.raw`
  * [*] C c [#6] [A] [a] [R] [!R] [R0] [R1] [R2] [r5] [r6] [!r] [r] [x2] [x3] [x0] [x] [D1] [D2] [D] [X2]
  [X4] [v3] [v4] [v2] [h] [h1] [H] [H0] [H1] [H2] [!H] [!H0] [CH2] [nH] [nH0] [OH] [NH2+0] [NH3+] [+] [-]
  [+0] [O-] [-0] [++] [13C] [13] [0C] [Si] [B] [P] [#15] [se] [Se] [Cl,Br] [C,c;R] [C;R,c] [C,N&H1]
  [!C;!c] [!#6;!#1] [!$(C=O)] [$(C=O),$(C#N)] [$([CH3][$(C=O)])] C-C C=C C#C C#N c:c c-c C~C C@C C!@C
  C!-C C-,=O C=,#N C-;!@C c-!@C C/C C\C C-&@N C-,:;!@[#7] CC(C)C C(=O)[O,N] O=C1NC(=O)CC1 c1ccccc1
  a1aaaa1 C1CC1 *1[O,S,N]*1 c1cc2ccccc2[nH]1 C=CC=O [#7]~[#6]~[#8] C.C O.O.N C(=O)O.[N;H2] [N+](=O)[O-]
  S(=O)(=O) [CX4][F,Cl,Br,I] [R]!@[R] [$([R]@[R])] [CH2][CH2][CH2] [R2]~[R2]
`
  .trim()
  .split(/\s+/)

describe.skipIf(!requireProgram('python3-rdkit'))('matching SMARTS, against Python RDKit', () => {
  test('finds as many matches as RDKit for every query in synthetic molecules', () => {
    const smiles = [
      ...syntheticSmiles(400, 7),
      'c1cc[se]c1',
      '[H][H]',
      '[2H]C',
      '[H+]',
      '[Cu+2]',
      'C[Si](C)(C)C',
    ]
    const valid = smiles.filter((one) => readMolecule(rdkit, one).ok)
    expect(valid.length).toBeGreaterThan(200)
    const expected = askPython(
      `queries = [Chem.MolFromSmarts(q) for q in data['queries']]
mols = [Chem.MolFromSmiles(s) for s in data['smiles']]
answer = [[len(m.GetSubstructMatches(q)) for q in queries] for m in mols]`,
      { smiles: valid, queries },
    ) as number[][]
    const patterns = queries.map(compile)
    const wrong = valid.flatMap((one, row) => {
      const molecule = graph(one)
      return patterns.flatMap((pattern, column) => {
        const count = countMatches(pattern, molecule)
        const right = count === expected[row]![column] && hasMatch(pattern, molecule) === count > 0
        return right ? [] : [`${one} ${pattern.smarts}: ${count}, expected ${expected[row]![column]}`]
      })
    })
    expect(wrong).toEqual([])
  })
})

const filters = sharedPath('ref/molecules/filters.json')
const molecules = sharedPath('ref/molecules/qed_dev.csv')

describe.skipIf(!filters || !molecules)('matching the filters of drug discovery', () => {
  test('finds as many PAINS, BRENK and NIH filters as RDKit in 1,000 molecules', { timeout: 60_000 }, () => {
    const sets = JSON.parse(readFileSync(filters!, 'utf8')) as Record<
      string,
      [string, string, string, number][]
    >
    const compiled = Object.fromEntries(
      Object.entries(sets).map(([name, rules]) => [name, rules.map(([, , smarts]) => compile(smarts))]),
    )
    const hits = (molecule: Graph, ...names: string[]) =>
      names.reduce(
        (sum, name) => sum + compiled[name]!.filter((pattern) => hasMatch(pattern, molecule)).length,
        0,
      )
    const wrong = readRows(molecules!).flatMap((row) => {
      const molecule = graph(row['smiles']!)
      const counts = [
        hits(molecule, 'PAINS_A', 'PAINS_B', 'PAINS_C'),
        hits(molecule, 'BRENK'),
        hits(molecule, 'NIH'),
      ].join(' ')
      const expected = `${row['pains']} ${row['brenk']} ${row['nih']}`
      return counts === expected ? [] : [`${row['smiles']}: ${counts}, expected ${expected}`]
    })
    expect(wrong).toEqual([])
  })
})

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { graph } from '../rdkit/graph.test.support.ts'
import { askPython } from '../rdkit/python.test.support.ts'
import { fragmentScore } from './fragment-scores.ts'
import { explainAccessibility, syntheticAccessibility } from './synthetic-accessibility.ts'

const cage = 'C1NCC2C1C1C3C4CCC5C3C2C2C5C4C12'

describe('synthetic accessibility', () => {
  test('is low for what is common and high for a cage', () => {
    expect(syntheticAccessibility(graph('CC(=O)Oc1ccccc1C(=O)O'))).toBeCloseTo(1.58, 2)
    expect(syntheticAccessibility(graph(cage))).toBeCloseTo(6.6752, 4)
  })

  test('stays between 1 and 10', () => {
    const scores = ['C', 'CC', '[H+]', '[Na+].[Cl-]', 'C'.repeat(500), '[U]'].map((smiles) =>
      syntheticAccessibility(graph(smiles)),
    )
    expect(scores.every((score) => score >= 1 && score <= 10)).toBe(true)
  })

  test('is explained by what complexity costs', () => {
    const { score, terms } = explainAccessibility(graph(cage))
    expect(score).toBe(syntheticAccessibility(graph(cage)))
    expect(terms.map(({ term, count }) => [term, count])).toEqual([
      ['size', 17],
      ['stereocentres', 12],
      ['spiro', 0],
      ['bridgeheads', 10],
      ['macrocycles', 0],
    ])
    // The penalties are decimal logarithms, 9 points of score to 6.5 of sum.
    expect(terms[1]!.cost).toBeCloseTo((Math.log10(13) * 9) / 6.5, 12)
    expect(terms[3]!.cost).toBeCloseTo((Math.log10(11) * 9) / 6.5, 12)
    expect(terms[2]!.cost).toBe(0)
    expect(terms[1]!.atoms).toHaveLength(12)
    const [, centres, , , rings] = explainAccessibility(graph('CC(O)C1CCCCCCCC1')).terms
    expect([centres!.atoms, rings!.count, rings!.atoms]).toEqual([[1], 1, [3, 4, 5, 6, 7, 8, 9, 10, 11]])
  })

  test('names the atoms in rare surroundings, the rarest first', () => {
    const { rareAtoms } = explainAccessibility(graph('CCCCCC[Te]CCC'))
    expect(rareAtoms[0]!.atom).toBe(6)
    expect(rareAtoms.map(({ cost }) => cost)).toEqual(
      rareAtoms.map(({ cost }) => cost).toSorted((a, b) => b - a),
    )
  })

  test('takes fragments that it does not know for very rare ones', () => {
    expect(fragmentScore(910163969)).toBe(-2.8254)
    expect([0, 1, 2 ** 32 - 1].map(fragmentScore)).toEqual([-4, -4, -4])
  })
})

const script = fileURLToPath(new URL('../../scripts/fragment_scores.py', import.meta.url))
const shipped = new URL('../../data/fragment-scores.bin.gz', import.meta.url)
/** Molecules whose ring atoms or stereocentres RDKit 2026.09 counts otherwise than 2022.09. */
const drifting = sharedPath('ref/molecules/sa_bad.json')

describe.skipIf(!requireProgram('python3-rdkit'))('synthetic accessibility, against Python RDKit', () => {
  test("rests on the fragment scores of Debian's RDKit", { timeout: 120_000 }, () => {
    const made = spawnSync('/usr/bin/python3', [script], { maxBuffer: 1e8 })
    expect(made.stderr.toString()).toBe('')
    expect(gunzipSync(made.stdout).equals(gunzipSync(readFileSync(shipped)))).toBe(true)
  })

  test.skipIf(!drifting)('is near where versions count rings and stereocentres otherwise', () => {
    const smiles = (JSON.parse(readFileSync(drifting!, 'utf8')) as [string][]).map(([one]) => one)
    const expected = askPython(
      `sys.path.insert(0, '/usr/share/RDKit/Contrib/SA_Score')
import sascorer
answer = [sascorer.calculateScore(Chem.MolFromSmiles(one)) for one in data]`,
      smiles,
    ) as number[]
    const gaps = smiles.map((one, index) => Math.abs(syntheticAccessibility(graph(one)) - expected[index]!))
    expect(gaps.filter((gap) => gap <= 1e-9)).toHaveLength(5)
    // In two cages the sets of smallest rings differ, and with them the bridgeheads.
    expect(Math.max(...gaps)).toBeLessThan(0.5)
  })
})

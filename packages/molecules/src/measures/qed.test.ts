import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { describe, expect, test } from 'vitest'

import { graph, rdkit } from '../rdkit/graph.test.support.ts'
import { askPython, syntheticSmiles } from '../rdkit/python.test.support.ts'
import { readMolecule } from '../rdkit/read.ts'
import { bestValue, desirability } from './desirability.ts'
import { qedConstants, qedPropertyNames } from './qed-constants.ts'
import { explainQed, findAlerts, measure, qed } from './qed.ts'
import { readRows } from './reference.test.support.ts'
import { structuralAlerts } from './structural-alerts.ts'

const aspirin = 'CC(=O)Oc1ccccc1C(=O)O'

describe('QED', () => {
  test('of aspirin is that of RDKit', () => {
    expect(measure(graph(aspirin))).toEqual({
      mw: expect.closeTo(180.159, 9),
      alogp: expect.closeTo(1.3101, 9),
      hba: 4,
      hbd: 1,
      psa: expect.closeTo(63.6, 9),
      rotb: 2,
      arom: 1,
      alerts: 2,
    })
    expect(qed(measure(graph(aspirin)))).toBeCloseTo(0.5501217966938848, 12)
  })

  test('depends on its weights', () => {
    const properties = measure(graph(aspirin))
    const values = (['mean', 'max', 'none'] as const).map((weights) => qed(properties, weights))
    expect(new Set(values).size).toBe(3)
  })

  test('stays finite for values far outside the range of drugs', () => {
    const far = { mw: 1e5, alogp: -500, hba: 2_000, hbd: 2_000, psa: 1e5, rotb: 1e4, arom: 500, alerts: 100 }
    expect(qed(far)).toBeGreaterThan(0)
    expect(qed({ mw: 0, alogp: 0, hba: 0, hbd: 0, psa: 0, rotb: 0, arom: 0, alerts: 0 })).toBeGreaterThan(0)
  })

  test('counts the cycles of triptycene, where RDKit finds one fewer', () => {
    expect(measure(graph('Cc1ccc(C)c2c1C1c3ccccc3C2c2ccccc21')).arom).toBeOneOf([5, 6])
  })
})

describe('the explanation of QED', () => {
  test('gives each property its value, desirability, weight and cost', () => {
    const molecule = graph(aspirin)
    const properties = measure(molecule)
    const explained = explainQed(molecule, properties)
    expect(explained.qed).toBe(qed(properties))
    expect(explained.terms.map((term) => term.property)).toEqual([...qedPropertyNames])
    for (const term of explained.terms) {
      expect(term.value).toBe(properties[term.property])
      expect(term.desirability).toBe(desirability(term.property, term.value))
      expect(term.weight).toBe(qedConstants.weights.mean[term.property])
      const peak = desirability(term.property, bestValue(term.property))
      const perfect = explained.qed * (peak / term.desirability) ** (term.weight / 3.92)
      expect(term.cost).toBeCloseTo(Math.max(0, perfect - explained.qed), 12)
    }
  })

  test('names the alerts and their atoms', () => {
    expect(findAlerts(graph('O=[N+]([O-])c1ccccc1'))).toEqual([
      { name: 'nitro group', smarts: '[N+](=O)[O-]', occurrences: [[1, 0, 2]] },
      { name: 'acyclic N-N, N-O or O-O bond', smarts: '[OR0,NR0][OR0,NR0]', occurrences: [[1, 2]] },
    ])
  })

  test('has as many alerts as the property says', () => {
    const { terms, alerts } = explainQed(graph(aspirin))
    expect(alerts.map(({ name }) => name)).toEqual(['phenyl ester', 'ester, carbonate or thiocarbonate'])
    expect(terms.at(-1)?.value).toBe(alerts.length)
  })

  test('is quick for a molecule with very many occurrences of an alert', () => {
    const { alerts } = explainQed(graph(`C${'C(F)(F)'.repeat(60)}C(=O)OC${'CC(=O)OC'.repeat(60)}`))
    expect(alerts.find(({ smarts }) => smarts === 'F.F.F.F')?.occurrences).toHaveLength(100)
  })

  test('measures the molecule itself where no properties are given, with other weights too', () => {
    const molecule = graph(aspirin)
    const explained = explainQed(molecule, undefined, 'max')
    expect(explained.qed).toBe(qed(measure(molecule), 'max'))
    expect(explained.terms.find(({ property }) => property === 'hba')).toMatchObject({ weight: 0, cost: 0 })
  })
})

test('every structural alert has a name of its own', () => {
  expect(structuralAlerts).toHaveLength(116)
  expect(new Set(structuralAlerts.map(({ name }) => name)).size).toBe(116)
  expect(structuralAlerts.every(({ name }) => /^[A-Za-z0-9]/.test(name))).toBe(true)
})

const dev = sharedPath('ref/molecules/qed_dev.csv')

describe.skipIf(!dev)('QED, against 1,000 molecules measured by RDKit 2022.09', () => {
  test('has equal properties and values', () => {
    const wrong = readRows(dev!).flatMap((row) => {
      const properties = measure(graph(row['smiles']!))
      const differences = qedPropertyNames.filter((name) => {
        return !(Math.abs(properties[name] - Number(row[name.toUpperCase()])) <= 1e-9)
      })
      const qeds = { mean: row['qed'], max: row['qed_max'], none: row['qed_none'] }
      const off = (['mean', 'max', 'none'] as const).filter((weights) => {
        return !(Math.abs(qed(properties, weights) - Number(qeds[weights])) <= 1e-9)
      })
      return differences.length + off.length > 0
        ? [`${row['smiles']}: ${[...differences, ...off].join(' ')}`]
        : []
    })
    expect(wrong).toEqual([])
  })
})

const oddities = `
  [H][H] [2H] [H+] [H-] [2H]O[2H] [2H]C([2H])([2H])[2H] [2H]OC [3H]c1ccccc1 O [OH3+] [OH-] N [NH4+]
  [Na+].[Cl-] * *CC [3*]C C[Se]C c1cc[se]c1 c1cc[te]c1 OB(O)c1ccccc1 N->[Pt](<-N)(Cl)Cl C[Mg]Br
  C[Sn](C)(C)C O=[Os](=O)(=O)=O [Fe+2].c1cc[cH-]c1.c1cc[cH-]c1 C~C N#[N+]C CN=[N+]=[N-] C[N+]#[C-]
  C[N+](C)(C)[O-] c1cc[n+]([O-])cc1 CN1C=CC=C1 C1CN1 CN1CC1 C1CO1 C1CS1 C=NO NO OO CSSC CS(C)=O
  CS(=O)(=O)N COP(=O)(OC)OC P PC S [SH-] [13CH4] [13c]1ccccc1 [15NH3] [18OH2] [34SH2] [235U] [999C]
  C[CH]C [CH2] [O] C[O] C1CC2CCC1CC2 C12C3C4C1C5C2C3C45 c1ccc2cc3ccccc3cc2c1 c1cc2ccc3cccc4ccc(c1)c2c34
  C1=CC=CC=CC=C1 O=c1cc[nH]cc1 O=C1C=CC(=O)C=C1 c1ccc2c(c1)Oc1ccccc1O2 c1ccc2c(c1)Cc1ccccc1-2
  C1=Cc2ccccc2C1
`
  .trim()
  .split(/\s+/)

describe.skipIf(!requireProgram('python3-rdkit'))('QED, against Python RDKit', () => {
  test('reads and measures synthetic molecules and oddities alike', () => {
    const smiles = [...syntheticSmiles(1_500, 2_026), ...oddities]
    const expected = askPython(
      `def judge(smiles):
    mol = Chem.MolFromSmiles(smiles)
    return None if mol is None else list(QED.properties(mol)) + [QED.qed(mol)]
answer = [judge(smiles) for smiles in data]`,
      smiles,
    ) as (number[] | null)[]
    const wrong = smiles.flatMap((one, index) => {
      const read = readMolecule(rdkit, one)
      const properties = read.ok ? measure(read.value) : undefined
      const values = properties && [...qedPropertyNames.map((name) => properties[name]), qed(properties)]
      const right = expected[index]
      const equal =
        values && right ? values.every((value, k) => Math.abs(value - right[k]!) <= 1e-9) : !values && !right
      return equal ? [] : [`${one}: ${values?.join(' ')}, expected ${right?.join(' ')}`]
    })
    expect(expected.filter((row) => row !== null).length).toBeGreaterThan(700)
    expect(wrong).toEqual([])
  })
})

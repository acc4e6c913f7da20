import { existsSync, readFileSync } from 'node:fs'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { rdkit } from '../rdkit/graph.test.support.ts'
import { askPythons, syntheticSmiles } from '../rdkit/python.test.support.ts'
import { readMolecule } from '../rdkit/read.ts'
import { oracle, ours, parities, type Answers, type Parity } from './parity.test.support.ts'
import { readRows } from './reference.test.support.ts'

const nci = '/usr/share/RDKit/Data/NCI/first_5K.smi'
const dev = sharedPath('ref/molecules/qed_dev.csv')

/** Molecules that either RDKit 2022.09 or 2026.09 reads: they differ in how many bonds Al, Si, P and metals may have. */
const disputed = [
  'N[Co](N)(N)([NH3+])([NH3+])[NH3+].Cl[Sb-3](Cl)(Cl)(Cl)(Cl)Cl',
  'O=C1O[Al]23(OC1=O)(OC(=O)C(=O)O2)OC(=O)C(=O)O3',
  'CCCCNCCCC.F[Si](F)(F)(F)(F)F',
  'CN(C)C[C-]12C3=C4C5=C1[Fe++]23456789[C-]%10C6=C7C8=C9%10',
  'CC1=[O+][Al]23([O+]=C(C)C1)([O+]=C(C)CC(=[O+]2)C)[O+]=C(C)CC(=[O+]3)C',
  'CCCCCCCCCCCCCCCC[N+](C)(C)CC1=CC=CC=C1.F[P](F)(F)(F)(F)F',
]

const sets = {
  'qed_dev.csv': dev ? readRows(dev).map((row) => row['smiles']!) : [],
  'NCI first_5K.smi': existsSync(nci) ? [...readFileSync(nci, 'utf8').matchAll(/^\S+/gm)].map(String) : [],
  synthetic: syntheticSmiles(1_200, 31),
}

/** Python's answers to all sets at once: it takes seconds to start. */
const answers = new Map<string, Answers | null>()

describe.skipIf(!requireProgram('python3-rdkit'))('check 1 and 3: all measures, against Python RDKit', () => {
  beforeAll(async () => {
    const all = Object.values(sets).flat()
    const given = (await askPythons(oracle, all)) as (Answers | null)[]
    for (const [index, smiles] of all.entries()) answers.set(smiles, given[index]!)
  }, 300_000)

  test.skipIf(!dev)('in the 1,000 molecules of qed_dev.csv', { timeout: 300_000 }, () => {
    const { rows, readOnce } = compare('qed_dev.csv')
    expect(readOnce).toEqual([])
    expect(rows).toHaveLength(1_000)
  })

  test('in the 4,999 molecules of first_5K.smi from the NCI', { timeout: 300_000 }, () => {
    const { rows, readOnce } = compare('NCI first_5K.smi')
    expect(readOnce).toEqual(disputed)
    expect(rows).toHaveLength(4_989)
  })

  test('in synthetic molecules that no reference was fitted to', { timeout: 300_000 }, () => {
    const { rows, readOnce } = compare('synthetic')
    expect(readOnce).toEqual([])
    expect(rows.length).toBeGreaterThan(500)
  })
})

type Row = readonly [smiles: string, mine: Answers, right: Answers]

/** Compares the molecules that both read, and names those that only one reads. */
function compare(set: keyof typeof sets): { rows: Row[]; readOnce: string[] } {
  const rows: Row[] = []
  const readOnce: string[] = []
  for (const smiles of sets[set]) {
    const mine = readMolecule(rdkit, smiles)
    const right = answers.get(smiles)
    if (mine.ok && right) rows.push([smiles, ours(mine.value), right])
    else if (mine.ok || right) readOnce.push(smiles)
  }
  tables.set(`${set}, ${rows.length} molecules`, judge(rows))
  return { rows, readOnce }
}

/** Measures for which a molecule in a thousand may differ, and by how much at most. */
const tolerated: Readonly<Record<string, number>> = { QED: 0.01, 'QED AROM': 1, 'SA score': 0.5 }

function judge(rows: readonly Row[]): Parity[] {
  const found = parities(rows)
  const wrong = found.filter(({ measure, different, most, molecules }) => {
    const limit = tolerated[measure]
    return limit === undefined ? different.length > 0 : different.length > molecules / 1_000 || most > limit
  })
  expect(wrong).toEqual([])
  const elsewhere = rows.filter(([, mine, right]) =>
    Object.entries(right.hits).some(
      ([name, atoms]) => !atoms.every((atom) => mine.hits[name]?.includes(atom)),
    ),
  )
  expect(elsewhere.map(([smiles]) => smiles)).toEqual([])
  return found
}

/** What each set of molecules gave, for the table of docs/molecules.md. */
const tables = new Map<string, readonly Parity[]>()

afterAll(() => {
  if (!process.env['TEXTGRAD_TEST_PRINT']) return
  const lines = Map.groupBy([...tables.values()].flat(), ({ measure }) => measure)
  const figures = [...lines].map(([measure, all]) => [measure, all.map(figure).join(' | ')] as const)
  const alike = Map.groupBy(figures, ([, cells]) => cells)
  console.log(`| measure | ${[...tables.keys()].join(' | ')} |`)
  for (const [cells, rows] of alike) console.log(`| ${rows.map(([name]) => name).join('; ')} | ${cells} |`)
})

/** The greatest difference, or how many molecules differ where it is more than the last digits of a number. */
function figure({ different, most }: Parity): string {
  if (different.length > 0) return `${different.length} differ, by ${most} at most`
  return most === 0 ? '0' : most.toExponential(0)
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, test } from 'vitest'

import { chemistry } from '../rdkit/chemistry.ts'
import { askPython } from '../rdkit/python.test.support.ts'
import { moleculeGrid } from './grid.ts'
import { readDrugs } from './known-drugs.ts'
import { noveltyArtifact } from './novelty.ts'
import { poseView } from './pose-view.ts'
import { pocketOf } from './pose.ts'
import { scatterSvg } from './scatter.ts'

const rdkit = chemistry({ threads: 1 })
afterAll(() => rdkit[Symbol.asyncDispose]())

const drugs = ['CC(=O)Oc1ccccc1C(=O)O', 'CC(C)Cc1ccc(cc1)C(C)C(=O)O', 'CN1C=NC2=C1C(=O)N(C(=O)N2C)C']

describe('novelty beside known drugs', () => {
  test('is 1 for a drug and for what holds it, and less for others', async () => {
    expect(await rdkit.novelty('OC(=O)c1ccccc1OC(C)=O', drugs)).toMatchObject({
      tversky: 1,
      tanimoto: 1,
      nearest: drugs[0],
    })
    const holds = await rdkit.novelty('O=C(C)Oc1ccccc1C(=O)OCCCN1CCOCC1', drugs)
    expect(holds).toMatchObject({
      nearest: drugs[0],
      tversky: expect.closeTo(1, 1),
      tanimoto: expect.closeTo(0.5, 0),
    })
    expect(await rdkit.novelty('CCO', [])).toEqual({
      ok: false,
      reason: 'there is no drug to compare it with',
    })
    expect(await rdkit.novelty('CCO', ['C1CC', 'CO'])).toMatchObject({ nearest: 'CO', unread: ['C1CC'] })
  })

  test.skipIf(!requireProgram('python3-rdkit'))(
    'is what Python RDKit finds (needs python3-rdkit)',
    async () => {
      const asked = [
        'Cc1ccccc1',
        'CC(=O)Nc1ccc(O)cc1',
        'OC(=O)c1ccccc1',
        'Cn1cnc2c1ncn2C',
        'CC(C)Cc1ccc(cc1)C(=O)N1CCOCC1',
      ]
      const expected = askPython(
        `from rdkit import DataStructs
fp = lambda s: Chem.RDKFingerprint(Chem.MolFromSmiles(s))
known = [fp(s) for s in data['drugs']]
answer = [[max(DataStructs.TverskySimilarity(fp(s), d, 0, 1) for d in known), max(DataStructs.TanimotoSimilarity(fp(s), d) for d in known)] for s in data['asked']]`,
        { asked, drugs },
      ) as [number, number][]
      const ours = await Promise.all(asked.map((smiles) => rdkit.novelty(smiles, drugs)))
      for (const [index, found] of ours.entries()) {
        expect(found).toMatchObject({
          tversky: expect.closeTo(expected[index]![0], 12),
          tanimoto: expect.closeTo(expected[index]![1], 12),
        })
      }
    },
  )

  test('is a table that names the nearest drug', async () => {
    const known = [{ smiles: 'CC(=O)Oc1ccccc1C(=O)O', name: 'aspirin', qed: 0.55 }]
    const [table] = await noveltyArtifact(rdkit, 'OC(=O)c1ccccc1O', known)
    expect(table).toMatchObject({
      kind: 'table',
      rows: [[expect.any(Number), expect.any(Number), 'aspirin']],
    })
  })
})

describe('known drugs', () => {
  test('are read with their names and docking scores', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drugs-'))
    try {
      const file = join(folder, 'drugs.csv')
      await writeFile(file, 'name,smiles,vina\naspirin,CC(=O)Oc1ccccc1C(=O)O,-6.1\nother,CCO,\n')
      expect(await readDrugs(file, rdkit, undefined)).toEqual([
        { smiles: 'CC(=O)Oc1ccccc1C(=O)O', name: 'aspirin', vina: -6.1, qed: expect.closeTo(0.55, 2) },
        { smiles: 'CCO', name: 'other', qed: expect.closeTo(0.407, 3) },
      ])
      await writeFile(file, 'smiles,vina\nCCO,low\n')
      await expect(readDrugs(file, rdkit, undefined)).rejects.toThrow('the vina of CCO is no number: "low"')
      await writeFile(file, 'smiles\nC1CC\n')
      await expect(readDrugs(file, rdkit, undefined)).rejects.toThrow(/"C1CC" is not a molecule: ring bond 1/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('the grid of molecules', () => {
  test('draws each with its caption, marks alerts, and names what is none', async () => {
    const { svg, title } = await moleculeGrid(rdkit, [
      { smiles: 'O=Cc1ccccc1', caption: 'a < b' },
      { smiles: 'C1CC' },
      ...Array.from({ length: 3 }, () => ({ smiles: 'CCO' })),
    ])
    expect(title).toBe('Molecules, structural alerts marked')
    expect(svg).toMatch(/^<svg xmlns="[^"]+" viewBox="0 0 960 396"/)
    expect(svg.match(/<svg x=/g)).toHaveLength(4)
    expect(svg).toContain('a &lt; b')
    expect(svg).toMatch(/<ellipse/)
    expect(svg).toContain('ring bond 1')
    expect(svg).not.toMatch(/<\?xml/)
  })
})

describe('the scatter of docking scores and QED', () => {
  const drug = { vina: -8, qed: 0.5, label: 'a & b', kind: 'drug' as const }

  test('has a mark for each molecule, with its numbers', () => {
    const svg = scatterSvg([drug, { vina: -9, qed: 0.9, label: 'CCO', kind: 'molecule' }], 'PPARA')!
    expect(svg.match(/<circle/g)).toHaveLength(2)
    expect(svg).toContain('a &amp; b: -8.00 kcal/mol, QED 0.500')
    expect(svg).not.toContain('NaN')
  })

  test('leaves out what has no numbers', () => {
    expect(scatterSvg([{ ...drug, vina: Number.NaN }], 'PPARA')).toBeUndefined()
  })
})

describe('the picture of a pose', () => {
  const atom = (record: string, [name, residue]: readonly [string, string], [x, y, z]: readonly number[]) =>
    `${record.padEnd(6)}    1 ${name.padStart(3)}  ${residue} A   7    ${[x, y, z].map((at) => at!.toFixed(3).padStart(8)).join('')}  1.00  0.00     0.000 ${name[0] === 'O' ? 'OA' : name[0]} `
  const pose = [atom('HETATM', ['C1', 'LIG'], [0, 0, 0]), atom('HETATM', ['O1', 'LIG'], [1.4, 0, 0])].join(
    '\n',
  )
  const pocket = [atom('ATOM', ['OG', 'SER'], [4.2, 0, 0]), atom('ATOM', ['CB', 'SER'], [5.6, 0.3, 0])].join(
    '\n',
  )
  const contacts = {
    residues: [{ residue: 'A:SER 7', distance: 2.8, atoms: [1] }],
    hydrogenBonds: [{ atom: 1, element: 'O', residue: 'A:SER 7', partner: 'OG', distance: 2.8 }],
    clashes: [],
    exposed: [],
  }

  test('draws bonds in two colours, hydrogen bonds with their length and residues by name, from two sides', () => {
    const svg = poseView(pose, pocket, contacts)
    expect(svg.match(/<g stroke-width="4.2"/g)).toHaveLength(2)
    expect(svg.match(/<g stroke-width="1.6"/g)).toHaveLength(2)
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2)
    expect(svg.match(/>2\.8 Å</g)).toHaveLength(2)
    expect(svg.match(/>A:SER 7</g)).toHaveLength(2)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  test('draws a single atom, and a pocket that nothing of is touched', () => {
    const svg = poseView(pose.split('\n')[0]!, pocket, { ...contacts, residues: [], hydrogenBonds: [] })
    expect(svg).not.toMatch(/NaN|Infinity|<line/)
  })
})

test('the pocket is the residues near the pose, whole', () => {
  const atom = (record: string, residue: number, x: number) =>
    `${record.padEnd(6)}${'1'.padStart(5)}  CA  ALA A${String(residue).padStart(4)}    ${x.toFixed(3).padStart(8)}   0.000   0.000  1.00  0.00     0.000 C `
  const receptor = [atom('ATOM', 1, 5), atom('ATOM', 1, 9), atom('ATOM', 2, 9), atom('ATOM', 3, -4)].join(
    '\n',
  )
  const pocket = pocketOf(atom('HETATM', 1, 0), receptor)
  expect(
    pocket
      .trim()
      .split('\n')
      .map((line) => Number(line.slice(30, 38))),
  ).toEqual([5, 9, -4])
})

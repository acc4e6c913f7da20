import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { RunEvent } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { chemistry } from '../rdkit/chemistry.ts'
import { askPython } from '../rdkit/python.test.support.ts'
import { readMoleculeFile } from './read-molecules.ts'
import { moleculesOf } from './run-molecules.ts'
import { writeMoleculeFile } from './write-molecules.ts'

const rdkit = chemistry({ threads: 1 })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})
afterAll(async () => {
  await rdkit[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)
const rowsOf = (name: string) => Array.fromAsync(readMoleculeFile(at(name), rdkit))

const records = [
  {
    smiles: 'CC(=O)Oc1ccccc1C(=O)O',
    name: 'aspirin',
    fields: { vina: -6.25, note: 'two\n\nlines, "quoted"' },
  },
  { smiles: 'C[C@H](N)C(=O)O', name: 'L-alanine', fields: { vina: -4, note: '' } },
  { smiles: 'F/C=C/F', fields: {} },
  { smiles: 'C[N+](C)(C)CC([O-])=O', name: 'betaine', fields: {} },
]

describe('writing and reading molecules', () => {
  test.each(['out.sdf', 'out.csv', 'out.smi'])('%s gives back what was written', async (name) => {
    await writeMoleculeFile(at(name), records, rdkit)
    const rows = await rowsOf(name)
    const canonical = await Promise.all(
      [...records, ...rows].map(async ({ smiles }) => {
        const read = await rdkit.measure(smiles)
        return read.ok ? read.canonical : read.reason
      }),
    )
    expect(canonical.slice(records.length)).toEqual(canonical.slice(0, records.length))
    expect(rows.map((row) => row['name'])).toEqual([
      'aspirin',
      'L-alanine',
      expect.stringMatching(/^(F\/C=C\/F)?$/),
      'betaine',
    ])
  })

  test('keeps fields', async () => {
    await writeMoleculeFile(at('fields.sdf'), records, rdkit)
    await writeMoleculeFile(at('fields.csv'), records, rdkit)
    const [fromSdf, fromCsv] = [(await rowsOf('fields.sdf'))[0]!, (await rowsOf('fields.csv'))[0]!]
    expect(fromSdf).toMatchObject({ vina: '-6.25', note: 'two\nlines, "quoted"' })
    expect(fromCsv).toMatchObject({ vina: '-6.25', note: 'two\n\nlines, "quoted"' })
  })

  test('refuses other files, and an SDF of what is no molecule', async () => {
    await expect(writeMoleculeFile(at('x.mol2'), records, rdkit)).rejects.toThrow(TypeError)
    await expect(rowsOf('x.mol2')).rejects.toThrow('Expected a file that ends in .csv, .smi, .sdf')
    await expect(writeMoleculeFile(at('x.sdf'), [{ smiles: 'C1CC' }], rdkit)).rejects.toThrow(
      '"C1CC" can not be written',
    )
  })

  test.each([
    ['smiles,name\nCCO\n', 'wrong.csv: Invalid Record Length: columns length is 2, got 1 on line 2'],
    ['smiles\n"CCO\n', 'wrong.csv: Quote Not Closed'],
    ['smiles,smiles\nCCO,CCN\n', 'wrong.csv has 2 columns smiles'],
    ['', 'wrong.csv is empty: a column smiles is expected'],
    [Buffer.from('smiles,name\nCCO,M\u00fcller\n', 'latin1'), 'wrong.csv is no text in UTF-8'],
  ])('refuses %j with the name of the file', async (text, said) => {
    await writeFile(at('wrong.csv'), text)
    const error = await rowsOf('wrong.csv').catch((problem: unknown) => problem)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).message).toContain(said)
  })

  test.each([
    ['marked.smi', '\uFEFFCCO ethanol\r\nCCN\r\n'],
    ['marked.csv', '\uFEFFsmiles,name\r\nCCO,ethanol\r\nCCN,\r\n'],
  ])('%s may begin with a byte order mark', async (name, text) => {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      await writeFile(at(name), text, encoding)
      expect(await rowsOf(name)).toEqual([
        { smiles: 'CCO', name: 'ethanol' },
        { smiles: 'CCN', name: '' },
      ])
    }
  })

  test('a record that is no molecule is told in its place', async () => {
    await writeMoleculeFile(at('one.sdf'), records.slice(0, 1), rdkit)
    const good = await readFile(at('one.sdf'), 'utf8')
    await writeFile(
      at('mixed.sdf'),
      `${good}junk\n\n\nno molfile\n>  <id>\n7\n\n$$$$\r\n${good.replaceAll('\n', '\r\n')}`,
    )
    const rows = await rowsOf('mixed.sdf')
    expect(rows.map(({ smiles }) => smiles)).toEqual(['CC(=O)Oc1ccccc1C(=O)O', '', 'CC(=O)Oc1ccccc1C(=O)O'])
    expect(rows[1]).toMatchObject({
      name: 'junk',
      error: 'it is no molfile: it names neither V2000 nor V3000',
    })
  })
})

describe.skipIf(!requireProgram('python3-rdkit'))('Python RDKit (needs python3-rdkit)', () => {
  const program = `mols = list(Chem.SDMolSupplier(data['from']))
out = Chem.SDWriter(data['to'])
out.SetForceV3000(True)
for m in mols: out.write(m)
out.close()
answer = [[Chem.MolToSmiles(m), m.GetProp('_Name'), m.GetPropsAsDict(), m.GetNumAtoms()] for m in mols]`

  test('reads our SDF as the same molecules with their data, and we read its V3000', async () => {
    await writeMoleculeFile(at('ours.sdf'), records, rdkit)
    const read = askPython(program, { from: at('ours.sdf'), to: at('theirs.sdf') }) as [
      string,
      string,
      object,
      number,
    ][]
    expect(read.map(([smiles]) => smiles)).toEqual([
      'CC(=O)Oc1ccccc1C(=O)O',
      'C[C@H](N)C(=O)O',
      'F/C=C/F',
      'C[N+](C)(C)CC(=O)[O-]',
    ])
    expect(read[0]).toMatchObject([
      expect.anything(),
      'aspirin',
      { vina: -6.25, note: 'two\nlines, "quoted"' },
      13,
    ])
    expect(await readFile(at('theirs.sdf'), 'utf8')).toContain('V3000')
    const again = await rowsOf('theirs.sdf')
    expect(again.map(({ smiles }) => smiles)).toEqual(read.map(([smiles]) => smiles))
    expect(again[0]).toMatchObject({ name: 'aspirin', vina: '-6.25' })
  })
})

describe('the molecules of a run', () => {
  test('are each once, in order, with what is known of them and their pose', () => {
    const evaluation = { score: 7, metrics: { vina: -7.5, qed: 0.5 }, feasible: true, feedback: [] }
    const place = { path: '', at: 0 }
    const events = [
      {
        ...place,
        type: 'evaluation',
        step: 0,
        id: 'a',
        candidate: { smiles: 'C' },
        evaluation,
        parents: [],
        by: 'start',
      },
      {
        ...place,
        type: 'artifact',
        step: 0,
        id: 'a',
        artifact: { kind: 'structure', name: 'pose-X', format: 'sdf', text: 'pose' },
      },
      {
        ...place,
        type: 'evaluation',
        step: 1,
        id: 'b',
        candidate: { smiles: 'CB' },
        evaluation: { ...evaluation, metrics: {}, feasible: false, error: 'no B' },
        parents: [],
        by: 'TGD',
      },
      {
        ...place,
        type: 'evaluation',
        step: 2,
        id: 'a',
        candidate: { smiles: 'C' },
        evaluation,
        parents: [],
        by: 'TGD',
      },
    ] as readonly RunEvent[]
    expect(moleculesOf(events)).toEqual([
      { smiles: 'C', fields: { step: 0, score: 7, feasible: true, vina: -7.5, qed: 0.5 }, sdf: 'pose' },
      { smiles: 'CB', fields: { step: 1, score: 7, feasible: false, error: 'no B' }, sdf: undefined },
    ])
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { validateConfig, type ScoredRow } from '@textgrad/core'
import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { chemistry } from './rdkit/chemistry.ts'
import { scorer } from './score.ts'

const targets = sharedPath('data/dockstring')
const canDock = targets !== undefined && requireProgram('vina') && requireProgram('obabel')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'score-'))
  await writeFile(join(folder, 'in.smi'), 'Oc1ccccc1O catechol\nC1CC open\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function scoreFile(
  name: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ScoredRow[]> {
  const config = await validateConfig(scorer.config, { in: join(folder, name), ...settings })
  return Array.fromAsync(scorer.run(config, {}))
}

const score = (measures?: string): Promise<ScoredRow[]> =>
  scoreFile('in.smi', measures === undefined ? {} : { measures })

describe('scoring a file', () => {
  test('measures drug-likeness where nothing else is asked for', async () => {
    const [row, refused] = await score()
    const columns = 'smiles name canonical qed mw alogp hba hbd psa rotb arom alerts error'.split(' ')
    expect(Object.keys(row!)).toEqual(columns)
    expect(Object.keys(refused!)).toEqual(columns)
    expect(row).toMatchObject({ canonical: 'Oc1ccccc1O', hbd: 2, error: '' })
    expect(refused).toMatchObject({ canonical: '', qed: null, error: expect.stringContaining('ring bond 1') })
  })

  test('measures what is listed, in that order', async () => {
    const [row, refused] = await score('inchikey,sa,rules,filters,sa')
    expect(row).toEqual({
      smiles: 'Oc1ccccc1O',
      name: 'catechol',
      canonical: 'Oc1ccccc1O',
      inchikey: 'YCIMNLLNPGFGHC-UHFFFAOYSA-N',
      sa: expect.closeTo(1.5032, 4),
      lipinski: true,
      veber: true,
      ghose: false,
      PAINS_A: '',
      PAINS_B: 'catechol_A(92)',
      PAINS_C: '',
      BRENK: 'catechol',
      NIH: expect.any(String),
      error: '',
    })
    expect(Object.keys(refused!)).toEqual(Object.keys(row!))
    expect(refused).toMatchObject({ sa: null, lipinski: null, NIH: null })
  })

  test('knows all properties by name', async () => {
    const [row] = await score('properties')
    expect(row).toMatchObject({ weight: expect.closeTo(110.112, 3), stereocentres: 0, aromaticRings: 1 })
  })

  test('reads an SDF, and tells a record that is none', async () => {
    await using rdkit = chemistry({ threads: 1 })
    const written = await rdkit.writeMolfile('CCO')
    const molfile = written.ok ? written.molfile : ''
    await writeFile(join(folder, 'in.sdf'), `${molfile}$$$$\n${molfile}> <id>\n7\n\n$$$$\nno molfile\n$$$$\n`)
    const [first, ethanol, none] = await scoreFile('in.sdf')
    expect(Object.keys(first!)).toEqual(Object.keys(none!))
    expect(ethanol).toMatchObject({ id: '7', canonical: 'CCO', qed: expect.closeTo(0.4068, 4), error: '' })
    expect(none).toMatchObject({ canonical: '', qed: null, error: expect.stringContaining('no molfile') })
  })

  test.skipIf(!canDock)(
    'docks where a target is given (needs vina, obabel and targets)',
    { timeout: 120_000 },
    async () => {
      await writeFile(join(folder, 'dock.smi'), 'CC(=O)Nc1ccccc1 anilide\nOB(O)c1ccccc1 boron\n')
      const settings = { targets, bind: ['PPARA', 'DRD2'], exhaustiveness: 1, measures: 'sa' }
      const [docked, refused] = await scoreFile('dock.smi', settings)
      expect(Object.keys(docked!)).toEqual([
        'smiles',
        'name',
        'canonical',
        'sa',
        'vina',
        'vina PPARA',
        'vina DRD2',
        'error',
      ])
      const scores = [Number(docked!['vina PPARA']), Number(docked!['vina DRD2'])]
      expect(docked!['vina']).toBe(Math.max(...scores))
      expect(Math.max(...scores)).toBeLessThan(-4)
      expect(refused).toMatchObject({
        sa: expect.any(Number),
        vina: null,
        error: expect.stringContaining('"OB(O)c1ccccc1" can not be docked'),
      })
    },
  )

  test('refuses a measure that does not exist', async () => {
    const checked = validateConfig(scorer.config, { in: 'a.csv', measures: 'qed,docking' })
    await expect(checked).rejects.toThrow(
      'expected measures of qed, sa, properties, rules, filters, inchikey, separated by commas',
    )
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { validateConfig, type ScoredRow } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { scorer } from './score.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'score-'))
  await writeFile(join(folder, 'in.smi'), 'Oc1ccccc1O catechol\nC1CC open\n')
})
afterAll(() => rm(folder, { recursive: true }))

const score = (measures?: string): Promise<ScoredRow[]> =>
  Array.fromAsync(scorer.run({ in: join(folder, 'in.smi'), ...(measures && { measures }) }, {}))

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

  test('refuses a measure that does not exist', async () => {
    const checked = validateConfig(scorer.config, { in: 'a.csv', measures: 'qed,docking' })
    await expect(checked).rejects.toThrow(
      'expected measures of qed, sa, properties, rules, filters, inchikey, separated by commas',
    )
  })
})

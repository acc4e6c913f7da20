import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { validateConfig } from '@textgrad/core'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, describe, expect, it } from 'vitest'

import { chemistry } from './rdkit/chemistry.ts'
import { scorer } from './score.ts'

interface Nasty {
  readonly id: number
  readonly smiles: string
  /** What Python RDKit 2022.09 said; null where it did not finish. */
  readonly ok: boolean | null
}

/** Where RDKit 2026.9 or we differ from Python RDKit 2022.09, with the reason. */
const differences: Readonly<Record<number, string>> = {
  0: 'the empty string: a molecule without atoms there, refused here',
  190: 'neutral PF6: accepted by 2022, refused by 2026',
  258: 'NH3 bound to platinum: refused by 2022, accepted by 2026',
  346: 'a letter with a cedilla: Python drops it silently',
  349: 'a zero-width space: Python cuts the text there silently',
  351: 'an en dash: Python cuts the text there silently',
  352: 'a minus sign: Python cuts the text there silently',
  353: 'a box-drawing character: Python cuts the text there silently',
  356: 'an emoji: Python cuts the text there silently',
  358: 'a combining accent: Python drops it silently',
  361: 'NUL: Python cuts the text there silently',
}

const file = sharedPath('ref/molecules/nasty.json')

describe.skipIf(!file)('check 4: nasty inputs (needs ../shared/ref/molecules/nasty.json)', () => {
  const rows = file ? (JSON.parse(readFileSync(file, 'utf8')) as Nasty[]) : []
  const rdkit = chemistry({ threads: 1 })
  afterAll(() => rdkit[Symbol.asyncDispose]())

  it(
    'are all answered, in order, and accepted or refused as Python RDKit does',
    { timeout: 300_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'nasty-'))
      const quoted = rows.map(({ id, smiles }) => `${id},"${smiles.replaceAll('"', '""')}"`)
      await writeFile(join(folder, 'nasty.csv'), `id,smiles\n${quoted.join('\n')}\n`)
      const config = await validateConfig(scorer.config, { in: join(folder, 'nasty.csv') })
      const scored = await Array.fromAsync(scorer.run(config, {}))
      await rm(folder, { recursive: true })
      expect(scored.map((row) => Number(row['id']))).toEqual(rows.map(({ id }) => id))
      const wrong = scored.filter((row, index) => {
        const { id, ok } = rows[index]!
        return ok !== null && !(id in differences) && ok !== (row['error'] === '')
      })
      expect(wrong).toEqual([])
      const answered = scored.filter(({ error, qed }) =>
        error === '' ? Number(qed) > 0 : /\S{3,}/.test(error as string),
      )
      expect(answered).toHaveLength(rows.length)
    },
  )

  it(
    'leave the worker well, so that the next molecule is measured rightly',
    { timeout: 300_000 },
    async () => {
      for (const { smiles } of rows.filter(({ ok }) => ok === null).slice(0, 3)) await rdkit.assess(smiles)
      expect(await rdkit.assess('CCO')).toMatchObject({ canonical: 'CCO', qed: 0.40680796565539457 })
      expect(await rdkit.liveHandles()).toBe(0)
    },
  )
})

describe('check 6: a molecule that RDKit does not survive or finish', () => {
  it.each([700, 2_000, 3_000])('is measured as a chain of %i atoms', async (length) => {
    await using rdkit = chemistry({ threads: 1 })
    const chain = await rdkit.measure('C'.repeat(length))
    expect(chain).toMatchObject({ ok: true, properties: { rotb: length - 3 } })
    expect(await rdkit.measure('CCO')).toMatchObject({ qed: 0.40680796565539457 })
  })

  it.each([3_001, 50_000])('is refused as a chain of %i atoms before RDKit sees it', async (length) => {
    await using rdkit = chemistry({ threads: 1 })
    expect(await rdkit.measure('C'.repeat(length))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('at most'),
    })
    expect(await rdkit.measure('CCO')).toMatchObject({ qed: 0.40680796565539457 })
  })

  it('is refused after its deadline and takes nothing else along', { timeout: 60_000 }, async () => {
    await using rdkit = chemistry({ threads: 1, deadline: 3000 })
    // A ladder of fused four-membered rings: RDKit's ring search takes about the cube of its length.
    const ladder = rdkit.assess(`C1C${'C2C1C1C2'.repeat(500)}CC1`)
    const next = rdkit.assess('CCO')
    expect(await ladder).toMatchObject({ ok: false, reason: expect.stringContaining('3000 ms') })
    expect(await next).toMatchObject({ ok: true })
  })
})

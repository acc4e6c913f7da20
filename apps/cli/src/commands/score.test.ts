import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { folder, textgrad } from '../typed.test.support.ts'

describe('textgrad score molecules', () => {
  it('answers every row of a CSV in its order', { timeout: 30_000 }, async () => {
    await writeFile(join(folder, 'in.csv'), 'id,smiles\na,OCC\nb,"bad\nline"\nc,\nd,c1ccccc1O\n')
    const { code, err } = await textgrad('score', 'molecules', '--in', 'in.csv', '--out', 'out.csv')
    expect({ code, err }).toEqual({ code: 0, err: `4 rows scored: ${join(folder, 'out.csv')}\n` })
    const lines = (await readFile(join(folder, 'out.csv'), 'utf8')).split('\n')
    expect(lines[0]).toBe('id,smiles,canonical,qed,mw,alogp,hba,hbd,psa,rotb,arom,alerts,error')
    expect(lines[1]).toMatch(/^a,OCC,CCO,0\.406807965655394\d+,46\.069,/)
    expect(lines.filter((line) => /^[abcd],/.test(line)).map((line) => line[0])).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes .smi files and prints JSON lines', { timeout: 30_000 }, async () => {
    await writeFile(join(folder, 'in.smi'), 'CCO ethanol\nC1CC open ring\n')
    const { code, out } = await textgrad('score', 'molecules', '--in', 'in.smi', '--json')
    expect(code).toBe(0)
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows[0]).toMatchObject({ smiles: 'CCO', name: 'ethanol', canonical: 'CCO', hbd: 1, error: '' })
    expect(rows[1]).toMatchObject({
      smiles: 'C1CC',
      name: 'open ring',
      qed: null,
      error: expect.stringContaining('ring'),
    })
  })

  it('refuses settings of a run beside a file', { timeout: 30_000 }, async () => {
    const { code, err } = await textgrad('score', 'molecules', '--in', 'in.smi', '--objective', 'paper')
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(
        '--objective says how to begin a run, and nothing of a file of candidates',
      ),
    })
  })

  it('leaves no output behind when the input is wrong', { timeout: 30_000 }, async () => {
    await writeFile(join(folder, 'no-column.csv'), 'id,molecule\na,C\n')
    const { code, err } = await textgrad('score', 'molecules', '--in', 'no-column.csv', '--out', 'never.csv')
    expect(code).toBe(2)
    expect(err).toContain('has no column smiles; it has id, molecule')
    expect(existsSync(join(folder, 'never.csv'))).toBe(false)
  })

  it('measures the start without a file', { timeout: 30_000 }, async () => {
    const { code, out } = await textgrad('score', 'molecules', '--start', 'OCC', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ candidate: { smiles: 'CCO' }, score: 0.40680796565539457 })
  })
})

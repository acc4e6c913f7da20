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

  it('says of an output that ends early that it does, and why', { timeout: 30_000 }, async () => {
    await writeFile(join(folder, 'late.csv'), `id,smiles\n${'a,CCO\n'.repeat(400)}b\n`)
    const { code, err } = await textgrad('score', 'molecules', '--in', 'late.csv', '--out', 'early.csv')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^Not all of them: \d+ rows scored: \S+early\.csv\ntextgrad: \S+late\.csv: .* on line 402\n$/,
    )
  })

  it('measures the start without a file', { timeout: 30_000 }, async () => {
    const { code, out } = await textgrad('score', 'molecules', '--start', 'OCC', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ candidate: { smiles: 'CCO' }, score: 0.40680796565539457 })
  })
})

describe('textgrad score code', () => {
  const row = (id: string, check: string) =>
    JSON.stringify({
      task_id: id,
      prompt: 'def twice(x):\n',
      entry_point: 'twice',
      canonical_solution: '    return 2 * x\n',
      test: `def check(candidate):\n${check}`,
    })

  it('writes rows of the same columns as CSV, and sums them up beside it', { timeout: 60_000 }, async () => {
    await writeFile(
      join(folder, 'problems.jsonl'),
      `${row('T/0', '    assert candidate(1) == 2\n')}\n${row('T/1', '    assert candidate(2) == 4\n')}\n`,
    )
    const samples = [
      { task_id: 'T/0', completion: '    return x + x\n' },
      { task_id: 'T/1', completion: '    return x ** 3\n' },
    ]
    await writeFile(join(folder, 'samples.jsonl'), samples.map((one) => JSON.stringify(one)).join('\n'))
    const typed = ['score', 'code', '--problems', 'problems.jsonl', '--samples', 'samples.jsonl', '--k', '1']
    const local = [...typed, '--sandbox', 'unsafe-local']
    expect(await textgrad(...local)).toEqual({
      code: 0,
      out: [
        'task_id,passed,tests',
        'T/0,true,"[{""test"":""check-1"",""status"":""passed""}]"',
        'T/1,false,"[{""test"":""check-1"",""status"":""failed""}]"',
        '',
      ].join('\n'),
      err: '2 rows scored\ntotal 2, passed 1, pass@1 0.5\n',
    })
    const json = await textgrad(...local, '--json')
    expect(json.out.split('\n').slice(2)).toEqual(['{"total":2,"passed":1,"pass@1":0.5}', ''])
    expect(json.err).toBe('2 rows scored\n')
    // What is chosen for the user is told.
    const chosen = await textgrad(...typed)
    expect(chosen.err).toMatch(/^Programs run on (bwrap|pyodide) .*\n2 rows scored\ntotal 2, passed 1/)
  })
})

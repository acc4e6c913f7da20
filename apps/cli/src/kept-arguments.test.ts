import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { folder, textgrad } from './typed.test.support.ts'

describe('wrong arguments of the commands for kept runs', () => {
  beforeAll(() => textgrad('run', 'molecules', '--steps', '1'), 60_000)

  it.each([
    [['resume'], 'Expected <run>: The id of a run; its beginning is enough'],
    [['resume', 'x'], 'There is no run x in'],
    [['resume', 'x', 'y'], "Unexpected argument 'y'"],
    [['resume', '2', '--steps', '0'], '--steps 0: the run has ended step 1 already'],
    [['resume', 'x', '--seed', '2'], 'Unknown option --seed'],
    [['resume', 'x', '--store', 'none.db'], 'There is no store'],
    [['runs', '--store', 'none.db'], 'There is no store'],
    [['show', ''], 'There is no run'],
    [['export', 'x'], 'Expected one of --html, --report, --jsonl, --csv and --files'],
    [['export', 'x', '--html', '--csv'], 'Expected one of --html, --report, --jsonl, --csv and --files'],
    [['export', 'x', '--files'], '--files needs --out'],
    [['export', '2', '--files', '--out', 'x.pdb'], '--out must end in .sdf, .csv, .smi'],
    [['export', 'x', '--csv', '--canonical'], '--canonical needs --jsonl'],
    [['export', 'x', '--csv', '--out', 'nowhere/x.csv'], 'no such file or directory'],
    [['fork', 'x'], '--at-step is missing'],
    [['fork', 'x', '--at-step', '-1'], '--at-step needs a value'],
    [['fork', '2', '--at-step', '99'], 'the last that it ended, got 99'],
    [['fork', '2', '--at-step', '1'], 'after step 1 of 1: add --steps 2 or more'],
    [['fork', '2', '--at-step', '1', '--steps', '1'], 'after step 1 of 1: add --steps 2 or more'],
    [['run', 'molecules', '--store', 'nowhere/runs.db'], 'there is no folder'],
    [['run', 'molecules', '--store', ''], '--store must name a file'],
  ])('%j: one line, exit 2, nothing written', { timeout: 20_000 }, async (args, message) => {
    const { code, out, err } = await textgrad(...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(existsSync(join(folder, 'none.db'))).toBe(false)
  })

  it('a file that is no store is refused and left as it is, with exit 1', { timeout: 20_000 }, async () => {
    await writeFile(join(folder, 'table.csv'), 'a,b\n')
    for (const args of [['runs'], ['run', 'molecules', '--steps', '0']]) {
      const { code, err } = await textgrad(...args, '--store', 'table.csv')
      expect(code).toBe(1)
      expect(err).toMatch(/^textgrad: \S+table\.csv is not a store of textgrad.*\n$/)
    }
    expect(await readFile(join(folder, 'table.csv'), 'utf8')).toBe('a,b\n')
  })

  it('help has an example for each command', { timeout: 60_000 }, async () => {
    for (const name of ['resume', 'runs', 'show', 'export', 'replay', 'fork']) {
      const { code, out } = await textgrad(name, '--help')
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`^Example: textgrad ${name}`, 'm'))
      expect(out).toContain('--store')
    }
  })
})

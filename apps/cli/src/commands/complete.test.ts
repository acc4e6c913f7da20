import { execFileSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { linesOf, runs } from '../kept.test.support.ts'
import { textgrad } from '../typed.test.support.ts'

async function completed(...words: readonly string[]): Promise<string[]> {
  const { out } = await textgrad('complete', '--', ...words)
  return out
    .split('\n')
    .map((line) => line.split('\t')[0]!)
    .filter((word) => word !== '' && !word.startsWith(':'))
}

describe('textgrad complete', () => {
  it('completes commands, tasks, flags and their values', async () => {
    expect(await completed('')).toEqual(expect.arrayContaining(['demo', 'run', 'init', 'complete']))
    expect(await completed('run', 'mol')).toEqual(['molecules'])
    expect(await completed('run', 'molecules', '--objec')).toEqual(['--objective'])
    expect(await completed('run', 'molecules', '--objective', '')).toEqual(['qed', 'paper', 'dockstring'])
  })

  it('completes runs, data sets, experiments and what help is asked for', async () => {
    await textgrad('run', 'molecules', '--steps=0', '--store=some.db')
    const { id } = (await runs('--store=some.db'))[0]!
    expect(await completed('fork', '--store', 'some.db', '')).toEqual([id])
    const { out } = await textgrad('complete', '--', 'show', '--store=some.db', '--json', id.slice(0, 4))
    expect(out).toContain(`${id}\tmolecules, done, 0.1`)
    expect(await completed('show', '')).toEqual([])
    expect(await completed('data', 'get', 'gsm8k', 'bb')).toEqual(['bbh', 'bbh-recorded-outputs'])
    expect(await completed('bench', 'paper', 'gs')).toEqual(['gsm8k'])
    expect(await completed('help', 'run', 'mol')).toEqual(['molecules'])
    expect(await completed('complete', 'fi')).toEqual(['fish'])
    expect(await completed('worker', '--tasks', 'molecules,co')).toEqual(['molecules,code'])
    expect(await completed('compare', 'code', '--optimizers', 'gep')).toEqual(['gepa'])
    expect(await completed('show', '--he')).toEqual(['--help'])
  })

  it.each([
    ['run', 'molecules', '--report', ''],
    ['run', 'molecules', '--report=re'],
    // A molecule, or a file of several.
    ['run', 'molecules', '--start', ''],
    ['run', '--config', ''],
  ])('leaves %j to the shell: it is a file', async (...words) => {
    expect(await textgrad('complete', '--', ...words)).toEqual({ code: 0, out: ':0\n', err: '' })
  })

  it('offers no files where none are meant', async () => {
    for (const words of [
      ['run', 'molecules', '--seed', ''],
      ['show', ''],
      ['run', 'molecules', ''],
    ])
      expect((await textgrad('complete', '--', ...words)).out.trim().split('\n').at(-1)).toBe(':4')
  })

  it('prints what a program can read', async () => {
    const [{ shell, script }] = linesOf(await textgrad('complete', 'fish', '--json')) as [
      Record<string, string>,
    ]
    expect({ shell, script: `${script}` }).toEqual({
      shell: 'fish',
      script: (await textgrad('complete', 'fish')).out,
    })
  })

  it('prints a script that bash can read', async () => {
    const { code, out } = await textgrad('complete', 'bash')
    expect(code).toBe(0)
    expect(() => execFileSync('bash', ['-n'], { input: out })).not.toThrow()
  })

  it.each([[[]], [['tcsh']], [['bash', 'zsh']]])('%j: one line, exit 2', async (typed) => {
    const { code, out, err } = await textgrad('complete', ...typed)
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: 'textgrad: Expected one of bash, zsh, fish, powershell, such as: source <(textgrad complete bash)\n',
    })
  })
})

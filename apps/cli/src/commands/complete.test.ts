import { execFileSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

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

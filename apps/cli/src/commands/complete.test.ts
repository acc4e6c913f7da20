import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { linesOf, runs } from '../kept.test.support.ts'
import { folder, textgrad } from '../typed.test.support.ts'

async function completed(...words: readonly string[]): Promise<string[]> {
  const { out } = await textgrad('complete', '--', ...words)
  return out
    .split('\n')
    .map((line) => line.split('\t')[0]!)
    .filter((word) => word !== '' && !word.startsWith(':'))
}

/** In place of the command: writes its words down, unless bash asks it how they end. */
const told = `textgrad() {
  if [ "$1" = complete ]; then command textgrad "$@"; else printf '<%s>' "$@" >> told; echo >> told; fi
}`

/** Types lines into bash at a terminal of its own; resolves with what the command was given in each. */
async function typedInBash(lines: readonly string[]): Promise<string[]> {
  const file = join(folder, 'told')
  writeFileSync(file, '')
  const given = (): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const path = [join(folder, 'bin'), process.env['PATH']].join(delimiter)
  const env = { ...process.env, INIT_CWD: folder, PATH: path, TERM: 'dumb' }
  const bash = 'exec bash --noprofile --rcfile bashrc -i'
  const child = spawn('script', ['-qec', bash, '/dev/null'], { cwd: folder, env })
  let typed = 0
  // Each line when the one before it was taken, after which bash writes its prompt.
  child.stdout.on('data', () => {
    if (typed > lines.length || given().length < typed) return
    child.stdin.write(typed === lines.length ? 'exit\n' : `${lines[typed]}\n`)
    typed++
  })
  await new Promise((ended) => child.on('close', ended))
  return given()
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

  it('completes in bash as it is, without its package of completions', async () => {
    mkdirSync(join(folder, 'bin'))
    const main = join(import.meta.dirname, '../main.ts')
    const program = join(folder, 'bin', 'textgrad')
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
    chmodSync(program, 0o755)
    // What would be typed is told.
    const rc = ["PS1='> '", 'source <(command textgrad complete bash)', told]
    writeFileSync(join(folder, 'bashrc'), rc.join('\n'))
    mkdirSync(join(folder, 'inner'))
    for (const name of ['my file.csv', 'inner/x.csv', 'inner/y.csv']) writeFileSync(join(folder, name), '')
    const lines = [
      'textgrad run mol\t--objec\tdock\t',
      'textgrad run molecules --drugs my\t',
      'textgrad run molecules --drugs=my\t',
      'textgrad score molecules --in inn\tx\t',
      'textgrad run molecules --seed \t1',
      'textgrad data get dock\t',
    ]
    expect(await typedInBash(lines)).toEqual([
      '<run><molecules><--objective><dockstring>',
      '<run><molecules><--drugs><my file.csv>',
      '<run><molecules><--drugs=my file.csv>',
      '<score><molecules><--in><inner/x.csv>',
      '<run><molecules><--seed><1>',
      '<data><get><dockstring>',
    ])
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

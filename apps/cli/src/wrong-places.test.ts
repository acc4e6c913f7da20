import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { textgrad } from './textgrad.ts'
import { UsageError } from './usage-error.ts'

const home = mkdtempSync(join(tmpdir(), 'textgrad-places-'))
afterAll(() => rmSync(home, { recursive: true }))
mkdirSync(join(home, 'folder'))
writeFileSync(join(home, 'file'), 'smiles\nCCO\n')
writeFileSync(join(home, 'in.csv'), 'smiles\nCCO\n')
symlinkSync('in.csv', join(home, 'link.csv'))

// Nobody listens there: whoever asked a model would be told so.
const model = '--engine=http://127.0.0.1:9/v1#m'
const redis = '--redis=redis://127.0.0.1:1'
const compared = ['compare', 'molecules', '--optimizers=rules,random', '--budget=3']
const isRead = /is what is read: name another file to write$/
const isFolder = /^\S+folder is a folder: name a file to write$/
const isFile = /^\S+file is a file: name a folder to write into$/

describe('what can not be read or written is told before anything is begun', () => {
  beforeEach(() => vi.stubEnv('INIT_CWD', home))
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    [['demo', '--report=folder'], isFolder],
    [['run', 'molecules', model, '--report=folder'], isFolder],
    [['run', 'molecules', model, '--report=none/report.html'], /no such file or directory/],
    [['run', 'molecules', model, '--store=folder'], /^--store \S+folder is a folder: name a file$/],
    [['run', 'molecules', model, '--store=none/runs.db'], /there is no folder/],
    [['run', 'molecules', model, '--cache=file'], isFile],
    [['run', 'molecules', model, '--prices=none.json'], /none\.json: ENOENT/],
    [
      ['run', 'molecules', model, '--optimizer=random', '--ask'],
      /^--ask: the optimizer random hears no feedback/,
    ],
    [['run', '--config=folder'], /^folder can not be read: EISDIR/],
    [['run', '--config=none.ts'], /^none\.ts can not be read: ENOENT/],
    [[...compared, model, '--out=folder'], isFolder],
    [[...compared, model, '--cache=file'], isFile],
    [[...compared, model, '--cases=none.jsonl'], /none\.jsonl/],
    [['score', 'code'], /^--problems is missing: /],
    [['score', 'radiotherapy'], /^--case is missing: /],
    [['score', 'molecules', '--in=none.smi'], /ENOENT.*none\.smi/],
    [['score', 'molecules', '--in=in.csv', '--out=folder'], isFolder],
    [['score', 'molecules', '--in=in.csv', '--out=in.csv'], isRead],
    [['score', 'molecules', '--in=link.csv', '--out=in.csv'], isRead],
    [['run', 'molecules', '--start=in.csv', '--report=link.csv'], isRead],
    [['bench', 'paper', 'gsm8k', model, '--files=file'], isFile],
    [['bench', 'paper', 'gsm8k', model, '--out=folder'], isFolder],
    [['bench', 'paper', 'gsm8k', model, '--result=folder'], isFolder],
    [['show', 'x', '--store=folder'], /^--store \S+folder is a folder: name a file$/],
    [['export', 'x', '--html', '--out=folder'], isFolder],
    [['studio', '--store=none.db'], /^There is no store /],
    [['worker', redis, '--shared=file'], isFile],
    [['worker', redis, '--cache=file'], isFile],
    [['cache', 'stat', '--cache=file'], isFile],
    [['cache', 'clear', '--cache=none'], /^There is no cache /],
    [['data', 'get', 'bbh', '--to=file'], isFile],
    [['data', 'get', 'bbh', '--from=none'], /^--from \S+none: there is no such folder$/],
    [['data', 'get', 'bbh', '--from=file'], /^--from \S+file: there is no such folder$/],
    [['init', 'molecules', '--out=none/x.ts'], /ENOENT/],
  ])('%j', async (typed, said) => {
    const error = await textgrad(typed).then(
      () => undefined,
      (problem: unknown) => problem,
    )
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toMatch(said)
    expect((error as UsageError).message).not.toContain('\n')
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  beforeEach(() => vi.stubEnv('INIT_CWD', home))
  afterEach(() => vi.unstubAllEnvs())
  for (const name of ['full.csv', 'full.html', 'full.ts']) symlinkSync('/dev/full', join(home, name))

  it.each([
    [['score', 'molecules', '--in=in.csv', '--out=full.csv'], 'full.csv'],
    [['run', 'molecules', '--start=CCO', '--steps=0', '--report=full.html'], 'full.html'],
    [['init', 'molecules', '--out=full.ts', '--force'], 'full.ts'],
  ])('is told with the file that it holds up: %j', async (typed, name) => {
    const said = `${join(home, name)} could not be written whole: ENOSPC: no space left on device, write`
    await expect(textgrad(typed)).rejects.toThrow(said)
  })

  it('leaves what is read as it is', () => {
    expect(readFileSync(join(home, 'in.csv'), 'utf8')).toBe('smiles\nCCO\n')
  })
})

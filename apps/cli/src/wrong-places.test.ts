import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { textgrad } from './textgrad.ts'
import { UsageError } from './usage-error.ts'

const home = mkdtempSync(join(tmpdir(), 'textgrad-places-'))
afterAll(() => rmSync(home, { recursive: true }))
mkdirSync(join(home, 'folder'))
writeFileSync(join(home, 'file'), 'smiles\nCCO\n')

// Nobody listens there: whoever asked a model would be told so.
const model = '--engine=http://127.0.0.1:9/v1#m'
const redis = '--redis=redis://127.0.0.1:1'
const compared = ['compare', 'molecules', '--optimizers=rules,random', '--budget=3']
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

import { join } from 'node:path'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { redisServer } from '@textgrad/workers/testing'
import { beforeAll, describe, expect, it } from 'vitest'

import { kinds } from './all-commands.test.support.ts'
import { runs } from './kept.test.support.ts'
import { folder, start, textgrad, type Ended } from './typed.test.support.ts'

/** The lines of the standard output, each of which has to be JSON. */
const valuesOf = ({ out }: Ended): object[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as object)

const small = ['molecules', '--start=CCO', '--steps=1']
const compared = ['--optimizers=rules,random', '--budget=3', '--seeds=1', '--store=compared.db']
const copies = sharedPath('data/bbh')
const published = sharedPath('data/textgrad-results')

/** What is typed after a command that ends by itself; `run` stands for the id of a run that is kept. */
const typed: Readonly<Record<string, readonly string[]>> = {
  demo: [],
  run: [...small, '--report=report.html'],
  compare: ['molecules', ...compared, '--out=comparison.html'],
  score: ['molecules', '--start=CCO'],
  'bench ablation': ['gate', 'molecules', '--engine=rules', '--budget=3', '--seeds=1', '--store=compared.db'],
  tasks: [],
  doctor: ['--task=molecules'],
  init: ['molecules', '--out=written.config.ts'],
  resume: ['run', '--steps=2'],
  runs: [],
  show: ['run'],
  export: ['run', '--html', '--out=run.html'],
  replay: ['run'],
  fork: ['run', '--at-step=0', '--steps=1'],
  'cache stat': [],
  'cache clear': [],
  'data list': [],
  complete: ['zsh'],
  help: ['run', 'molecules'],
}

/** Those that need what may not be there. */
const further: Readonly<Record<string, readonly string[]>> = {
  'bench paper': ['mmlu-ml', '--recorded', '--data', published ?? ''],
  'data get': ['bbh', '--from', copies ?? ''],
  'data path': ['bbh'],
}

/** Those that go on until they are ended, or need a Redis. */
const endless = ['queues', 'studio', 'worker']

const env = { TEXTGRAD_DATA: join(folder, 'data') }
let id = ''
const json = (name: string, words: readonly string[]): Promise<Ended> =>
  start(
    [...name.split(' '), ...words.map((word) => (word === 'run' && name !== 'help' ? id : word)), '--json'],
    env,
  ).ended

describe('--json prints nothing but JSON', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await textgrad('run', ...small)
    id = (await runs())[0]!.id
  }, 120_000)

  it('is asked of every command', () => {
    expect([...Object.keys(typed), ...Object.keys(further), ...endless].toSorted()).toEqual(kinds)
  })

  it.each(Object.entries(typed))('textgrad %s', async (name, words) => {
    const ended = await json(name, words)
    expect(ended.code).toBe(0)
    expect(valuesOf(ended)).not.toEqual([])
  })

  it.skipIf(!copies || !published)('what has to do with data (needs shared data)', async () => {
    for (const [name, words] of Object.entries(further)) {
      const ended = await json(name, words)
      expect(ended.code).toBe(0)
      expect(valuesOf(ended)).not.toEqual([])
    }
  })

  it('textgrad studio', async () => {
    const { child, ended } = start(['studio', '--port=0', '--json'])
    child.stdout!.once('data', () => child.kill('SIGINT'))
    expect(valuesOf(await ended)).toEqual([
      { address: expect.any(String), entry: expect.any(String), store: expect.any(String) },
    ])
  })

  it.skipIf(!requireProgram('redis-server'))('textgrad worker and queues', async () => {
    await using redis = await redisServer()
    const seen = await textgrad('queues', '--redis', redis.url, '--json')
    expect(valuesOf(seen)).toMatchObject([{ state: 'there', queues: [], workers: [] }])
    const where = ['--redis', redis.url, '--tasks=molecules', '--concurrency=1', '--metrics=127.0.0.1:0']
    const { child, ended } = start(['worker', ...where, '--json'])
    child.stdout!.once('data', () => child.kill('SIGINT'))
    expect(valuesOf(await ended)).toEqual([
      {
        state: 'ready',
        tasks: ['molecules'],
        queue: 'textgrad',
        concurrency: 1,
        metrics: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/),
      },
      { state: 'ended', done: 0, refused: 0 },
    ])
  })

  it('export names what it wrote, and refuses to mix a page with JSON', async () => {
    expect(valuesOf(await json('export', ['run', '--csv', '--out=run.csv']))).toEqual([
      { run: id, file: join(folder, 'run.csv') },
    ])
    expect(valuesOf(await json('export', ['run', '--jsonl']))[0]).toMatchObject({ type: 'run-start' })
    expect(await json('export', ['run', '--html'])).toMatchObject({ code: 2, out: '' })
  })
})

describe('what fails with --json', { timeout: 60_000 }, () => {
  it.each([
    [2, ['run', 'molecules', '--start=C1CC'], 'ring bond 1'],
    [2, ['score', 'molecules', '--in=none.csv'], 'ENOENT'],
    [2, ['compare', 'molecules', '--budget=3', '--optimizers=rules,rnadom'], 'did you mean random?'],
    [1, ['run', 'molecules', '--workers=redis://127.0.0.1:1'], 'Redis does not answer'],
  ])('exit %s: %j', async (code, words, message) => {
    const ended = await textgrad(...words, '--json')
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err).toMatch(/^textgrad: .*\n$/)
    expect(ended.err).toContain(message)
  })
})

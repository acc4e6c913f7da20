import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { commandOf } from './arguments.ts'
import { faultNames } from './faults/fault-kinds.ts'
import { ask, outcome } from './sim.test.support.ts'

const program = join(import.meta.dirname, 'main.ts')
const dir = mkdtempSync(join(tmpdir(), 'sim-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('npm run sim says where it is, logs requests, and prints its counters at the end', async () => {
  const log = join(dir, 'log.jsonl')
  const sim = spawn(process.execPath, [program, '--log', log, '--fault', '429:at=1,retryAfter=3'])
  const [line] = (await once(sim.stdout, 'data')) as [Buffer]
  const { baseURL, pid } = JSON.parse(line.toString()) as { baseURL: string; pid: number }
  expect(pid).toBe(sim.pid)
  const refused = await ask({ baseURL })
  expect(refused.headers.get('retry-after')).toBe('3')
  await refused.text()
  expect(await outcome(ask({ baseURL }))).toBe(200)
  const closed = once(sim, 'close')
  let errors = ''
  sim.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  sim.kill('SIGTERM')
  expect(await closed).toEqual([0, null])
  expect(JSON.parse(errors)).toMatchObject({ requests: 2, paid: 1 })
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  expect(lines.map((record) => JSON.parse(record) as object)).toMatchObject([
    { n: 1, status: 429, fault: '429', paid: false },
    { n: 2, status: 200, fault: null, paid: true },
  ])
})

test('what it cannot do is told in a line', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  expect(run('--host', '0.0.0.0')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'sim: refusing to listen on 0.0.0.0: add --i-know-it-is-open if you mean it\n',
  })
  expect(run('--list-faults').stdout.trim().split('\n')).toEqual(faultNames)
})

describe('arguments', () => {
  test('are options in kebab-case; the command line wins over a file, and faults add up', () => {
    const file = join(dir, 'sim.json')
    writeFileSync(file, JSON.stringify({ seed: 3, rpm: 10, faults: ['400:at=1'] }))
    const args = '--rpm=500 --limit-window-ms 6000 --tags A,B --strict-models --bill-on-disconnect=false'
    expect(commandOf([...args.split(' '), '--fault', '500:at=2', '--config', file])).toEqual({
      options: {
        seed: 3,
        rpm: 500,
        limitWindowMs: 6000,
        tags: ['A', 'B'],
        strictModels: true,
        billOnDisconnect: false,
        faults: ['400:at=1', '500:at=2'],
      },
    })
    expect(commandOf(['--help'])).toEqual({ print: 'help' })
    expect(commandOf(['--host', '0.0.0.0', '--i-know-it-is-open'])).toEqual({ options: { host: '0.0.0.0' } })
  })

  test('that are wrong are refused by name', () => {
    expect(() => commandOf(['serve'])).toThrow('unexpected argument "serve"')
    expect(() => commandOf(['--port'])).toThrow('--port needs a value')
    expect(() => commandOf(['--reply-tokens', 'many'])).toThrow('--reply-tokens: not a number: many')
    expect(() => commandOf(['--reply-words', '5'])).toThrow('unknown option --reply-words')
    expect(() => commandOf(['--replies', '[]'])).toThrow('unknown option --replies')
  })
})

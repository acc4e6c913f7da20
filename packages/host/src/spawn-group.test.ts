import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { random, SystemError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { ProcessError } from './process-error.ts'
import { spawnGroup, type SpawnGroupOptions } from './spawn-group.ts'
import { tempDir } from './temp-dir.ts'

const node = (script: string, options?: SpawnGroupOptions) =>
  spawnGroup(process.execPath, ['-e', script], options)

async function failure(run: Promise<unknown>): Promise<ProcessError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProcessError)
  return error as ProcessError
}

/** Whether a process is there and no zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function isGone(pids: readonly number[]): Promise<boolean> {
  // They would live for ten minutes.
  for (let tries = 0; tries < 2000 && pids.some(isAlive); tries++) await wait(10)
  return !pids.some(isAlive)
}

/** Starts a child of its own and then runs for ever; tells both process ids in the file `pids`, which is whole where it is there. */
const family = `
  const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' })
  const fs = require('node:fs')
  fs.writeFileSync('pids.new', process.pid + ' ' + child.pid)
  fs.renameSync('pids.new', 'pids')
  setInterval(() => {}, 1000)`

async function pidsIn(folder: string): Promise<number[]> {
  const file = join(folder, 'pids')
  while (!existsSync(file)) await wait(5)
  return readFileSync(file, 'utf8').split(' ').map(Number)
}

describe('a process group', () => {
  test('gives what the program wrote, to its input', async () => {
    const script = `process.stdin.pipe(process.stdout); console.error('note')`
    const input = 'ünïcode\u0000 '.repeat(50_000)
    expect(await node(script, { input })).toEqual({ stdout: input, stderr: 'note\n' })
  })

  test('gets its arguments as they are: there is no shell', async () => {
    const args = ['$(touch x)', '; rm -rf .', '`id`', "'", '"', '*', '', '\n', '--', '$HOME', '|', '\\']
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))'
    const { stdout } = await spawnGroup(process.execPath, ['-e', script, '--', ...args])
    expect(JSON.parse(stdout)).toEqual(args)
  })

  test('that fails is told with its exit code and the end of what it said', async () => {
    const script = `console.error('x'.repeat(40_000)); console.error('no such atom'); process.exitCode = 3`
    const error = await failure(node(script))
    expect(error).toMatchObject({ kind: 'exit', exitCode: 3, signal: undefined })
    expect(error.message).toBe(`${process.execPath} ended with exit code 3: no such atom`)
    expect(error.stderr.length).toBeLessThanOrEqual(16 * 1024)
    expect(error).toBeInstanceOf(SystemError)
  })

  test('that is killed by somebody else is told with the signal', async () => {
    const error = await failure(node(`process.kill(process.pid, 'SIGABRT')`))
    expect(error).toMatchObject({ kind: 'killed', signal: 'SIGABRT', exitCode: undefined })
  })

  test('that is missing or no program is told', async () => {
    expect(await failure(spawnGroup('no-such-program', []))).toMatchObject({
      kind: 'missing',
      message: 'no-such-program was not found',
    })
    expect(await failure(spawnGroup('/etc/passwd', []))).toMatchObject({ kind: 'start' })
  })

  test('that ends without reading its input is no failure', async () => {
    expect(await node('', { input: 'x'.repeat(5_000_000) })).toEqual({ stdout: '', stderr: '' })
  })

  test('is killed when it writes too much', async () => {
    const endless = `setInterval(() => process.stdout.write('x'.repeat(10_000)), 1)`
    expect(await failure(node(endless, { maxOutput: 100_000 }))).toMatchObject({ kind: 'output' })
  })

  test('is killed at its deadline, to the last child', async () => {
    await using folder = await tempDir()
    // The child holds standard output open, too.
    const run = failure(node(family, { cwd: folder.path, deadline: 6000 }))
    const pids = await pidsIn(folder.path)
    expect(pids.every(isAlive)).toBe(true)
    expect(await run).toMatchObject({ kind: 'deadline', message: expect.stringContaining('6000 ms') })
    expect(await isGone(pids)).toBe(true)
  })

  test('is killed on an abort, to the last child, and rejects with its reason', async () => {
    await using folder = await tempDir()
    const controller = new AbortController()
    const run = node(family, { cwd: folder.path, signal: controller.signal })
    const pids = await pidsIn(folder.path)
    controller.abort('enough')
    await expect(run).rejects.toBe('enough')
    expect(await isGone(pids)).toBe(true)
  })

  test('loses the children that it leaves behind', async () => {
    await using folder = await tempDir()
    await node(family.replace('setInterval(() => {}, 1000)', 'process.exit()'), { cwd: folder.path })
    expect(await isGone(await pidsIn(folder.path))).toBe(true)
  })

  test('is not started when it is too late', async () => {
    await using folder = await tempDir()
    const run = node(family, { cwd: folder.path, signal: AbortSignal.abort('late') })
    await expect(run).rejects.toBe('late')
    expect(existsSync(join(folder.path, 'pids'))).toBe(false)
  })

  test('50 aborts at any time leave no process and no folder', async () => {
    const { next } = random(5, 'aborts')
    const folders: string[] = []
    const pids: number[] = []
    const once = async () => {
      const controller = new AbortController()
      await using folder = await tempDir('textgrad-test-')
      folders.push(folder.path)
      setTimeout(() => controller.abort(), next() * 300)
      await node(family, { cwd: folder.path, signal: controller.signal }).catch(() => {})
      if (existsSync(join(folder.path, 'pids'))) pids.push(...(await pidsIn(folder.path)))
    }
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 5 }, once))
    expect(folders).toHaveLength(50)
    expect(folders.filter((folder) => existsSync(folder))).toEqual([])
    expect(await isGone(pids)).toBe(true)
  })

  test('a caller’s mistake is told', async () => {
    await expect(node('', { deadline: 0 })).rejects.toThrow(RangeError)
    await expect(node('', { maxOutput: Number.NaN })).rejects.toThrow(RangeError)
    await expect(spawnGroup(process.execPath, ['a\0b'])).rejects.toThrow(TypeError)
  })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a program that %s ends leaves no process group and no temporary folder',
  async (signal) => {
    const program = fileURLToPath(new URL('spawn-group.test.program.ts', import.meta.url))
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const folder = String((await once(child.stdout, 'data'))[0]).trim()
    const pids = await pidsIn(folder)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
    expect(await isGone(pids)).toBe(true)
    expect(existsSync(folder)).toBe(false)
  },
)

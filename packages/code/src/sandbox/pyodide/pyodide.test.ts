import { execFileSync } from 'node:child_process'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { limitsOf } from '../limits.ts'
import type { Candidate, Sandbox } from '../sandbox.ts'
import { pyodideSandbox } from './pyodide-sandbox.ts'
import { leftTraces, traces } from './traces.test.support.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await pyodideSandbox()
}, 120_000)
afterAll(() => sandbox[Symbol.asyncDispose]())

const limits = limitsOf({ cpuSeconds: 8, wallSeconds: 60, memoryBytes: 256 * 2 ** 20 })
const open = (given = limits): Promise<Candidate> => sandbox.open({ language: 'python', limits: given })

describe('what takes too much on Pyodide', () => {
  const tight = limitsOf({ cpuSeconds: 1.5, wallSeconds: 5, memoryBytes: 128 * 2 ** 20 })

  it.each([
    ['a loop', 'while True: pass', 'timeout'],
    ['a flood', 'while True: print("x" * 10000)', 'output'],
    ['an answer that nobody asked for', 'import os\nos.write(3, b"[1]\\n" * 3)', 'protocol'],
    ['an answer that never ends', 'import os\nwhile True: os.write(3, b"[" * 65536)', 'protocol'],
    ['an end', 'import os\nos._exit(0)', 'exited'],
    ['an abort', 'import os\nos.abort()', 'crashed'],
    ['JavaScript', 'import _pyodide_core', 'crashed'],
  ])('%s: is told as what it is', { timeout: 60_000 }, async (_, program, status) => {
    await using candidate = await open(tight)
    expect(await candidate.load(program)).toMatchObject({ status, stdout: '' })
  })

  it('files stay within their bounds', async () => {
    await using candidate = await open(limitsOf({ fileBytes: 1000 }))
    await candidate.load(`def fill(folder, size):
    for index in range(100):
        with open("%s/%d" % (folder, index), "wb") as file: file.write(b"x" * size)`)
    expect(await candidate.call('fill', ['/tmp', 2000])).toMatchObject({ exception: { type: 'OSError' } })
    expect(await candidate.call('fill', ['/tmp', 900])).toMatchObject({ exception: { type: 'OSError' } })
    expect(await candidate.call('fill', ['/lib', 1])).toMatchObject({
      exception: { type: 'PermissionError' },
    })
  })
})

describe('a place of Pyodide that was used before', () => {
  it.each(traces)('shows nothing of: $name', { timeout: 60_000 }, async ({ program }) => {
    const seen = async () => {
      await using candidate = await open()
      await candidate.load(leftTraces)
      return await candidate.call('traces', [])
    }
    const before = await seen()
    {
      await using candidate = await open()
      await candidate.load(program)
    }
    const after = await seen()
    expect(before).toMatchObject({ status: 'returned' })
    expect({ ...after, seconds: 0 }).toEqual({ ...before, seconds: 0 })
  })

  it('serves many programs, each with its own answer', async () => {
    const answers: unknown[] = []
    for (let index = 0; index < 20; index++) {
      await using candidate = await open()
      await candidate.load(`def f(): return ${index}`)
      const answer = await candidate.call('f', [])
      answers.push(answer.status === 'returned' && answer.value)
    }
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('is not handed to another program while the last one could still answer for it', async () => {
    // Reads its own channel, and says that it is ready before it is.
    const liar = `import os
def f():
    os.write(3, b'["ready","0000000000000000"]\\n')
    while True: os.read(3, 1)`
    await using candidate = await open(limitsOf({ cpuSeconds: 1, wallSeconds: 2 }))
    await candidate.load(liar)
    expect((await candidate.call('f', [])).status).toBe('protocol')
  })
})

describe('a sandbox of Pyodide', () => {
  it('names what runs, with versions', () => {
    expect(sandbox.name).toMatch(/^pyodide 314\.\d+\.\d+, python 3\.14\.\d+$/)
    expect(new Set(Object.values(sandbox.capabilities))).toEqual(new Set(['kept out']))
  })

  it('leaves no process when it is closed', { timeout: 120_000 }, async () => {
    const running = () =>
      execFileSync('ps', ['-e', '-o', 'ppid=,args='], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes('realm.program') && line.trim().startsWith(`${process.pid} `))
    const before = running().length
    {
      await using one = await pyodideSandbox()
      await using candidate = await one.open({ language: 'python', limits })
      await candidate.load('x = 1')
      expect(running().length).toBeGreaterThan(before)
    }
    expect(running()).toHaveLength(before)
  })

  it('refuses other languages', async () => {
    await expect(sandbox.open({ language: 'javascript', limits })).rejects.toMatchObject({
      kind: 'configuration',
    })
  })

  it('gives a seed for hashes', { timeout: 120_000 }, async () => {
    const order = async (hashSeed: number) => {
      await using candidate = await sandbox.open({ language: 'python', limits, hashSeed })
      await candidate.load('def f(): return [*{"a", "b", "c", "d", "e", "f", "g"}]')
      const answer = await candidate.call('f', [])
      return answer.status === 'returned' && answer.value
    }
    expect(await order(0)).toEqual(await order(0))
    expect(await order(1)).not.toEqual(await order(0))
  })
})

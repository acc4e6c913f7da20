import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { contentCache } from '@textgrad/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { bwrapSandbox } from '../sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from '../sandbox/pyodide/pyodide-sandbox.ts'
import { quickjsSandbox } from '../sandbox/quickjs/quickjs-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal, leftovers } from '../sandbox/sandboxes.test.support.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import type { Test } from '../tests/test.ts'
import { withoutTimes } from '../verdict.ts'
import { runner, type RunnerOptions } from './runner.ts'

const call = (
  name: string,
  args: readonly number[],
  expected: unknown,
  id = `${name}(${args.join()})`,
): Test => ({
  kind: 'call',
  id,
  call: { function: name, args },
  expected: expected as never,
})
const python = (source: string) => ({ language: 'python', source }) as const

/** Programs of every kind of end. */
const programs: readonly string[] = [
  'def f(x): return x + 1',
  'def f(x): return {"a": [x, (x, 2.5)], "b": {3, 1, 2}}',
  'def f(x): return 1 // x',
  'def f(x):\n  while True: pass',
  'def f(x:\n  return 1',
  'import os\ndef f(x): os._exit(0)',
  'def f(x):\n  print("x" * 5000)\n  return x',
  'def f(x):\n  a = []\n  while True: a.append("y" * 10**6)',
  // Not ctypes itself, whose import alone takes Pyodide half of the processor time that is allowed here.
  'import _ctypes\ndef f(x): _ctypes.PyObj_FromPtr(1)',
  'def f(x):\n  while True: print("flood" * 10000)',
  'raise ValueError("at the top")',
  'import random\ndef f(x): return random.random()',
]
const tests: readonly Test[] = [
  call('f', [0], 1),
  call('f', [1], 2),
  {
    kind: 'script',
    id: 'check',
    code: 'assert candidate(2) == 3, "three"\nassert g(1) == 5',
    entryPoint: 'f',
  },
]

const processes = (): readonly string[] => leftovers().map((line) => line.split(' ')[0]!)

const backends = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox },
  { name: 'unsafe-local', skipped: false, make: unsafeLocal },
  { name: 'Pyodide', skipped: false, make: pyodideSandbox },
]

describe.each(backends.filter(({ skipped }) => !skipped))('the runner on $name', ({ make }) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await make()
  }, 120_000)
  afterAll(() => sandbox[Symbol.asyncDispose]())

  const limits = { cpuSeconds: 0.5, wallSeconds: 5, memoryBytes: 128 * 2 ** 20 }
  async function runAll(options: Partial<RunnerOptions>): Promise<string> {
    await using run = runner({ sandbox, limits, ...options })
    const results = await Promise.all(programs.map((source) => run.run(python(source), tests)))
    return JSON.stringify(results.map(withoutTimes))
  }

  it('says what came of each test', { timeout: 60_000 }, async () => {
    const results = JSON.parse(await runAll({ workers: 2 })) as any[]
    const statuses = results.map(({ verdicts }) => verdicts.map(({ status }: any) => status).join(' '))
    expect(statuses).toEqual([
      'passed passed error',
      'failed failed failed',
      'error failed failed',
      'timeout timeout timeout',
      'error error error',
      'exited exited exited',
      'failed failed failed',
      'memory memory memory',
      'crashed crashed crashed',
      'output output output',
      'error error error',
      'failed failed failed',
    ])
    expect(results[0].verdicts[2]).toMatchObject({ exception: { type: 'NameError' }, testLine: 2 })
    expect(results[1].verdicts[0]).toMatchObject({
      got: { a: [0, { $tuple: [0, 2.5] }], b: { $set: [1, 2, 3] } },
      expected: 1,
    })
    expect(results[1].verdicts[2]).toMatchObject({ why: 'three', testLine: 1 })
    expect(results[2].verdicts[0]).toMatchObject({
      exception: { type: 'ZeroDivisionError', lines: [{ line: 1, function: 'f' }] },
    })
    expect(results[4].loadError).toMatchObject({ exception: { type: 'SyntaxError', lines: [{ line: 1 }] } })
    expect(results[6].verdicts[0].stdout).toMatch(/^x+$/)
    expect(results[10].loadError).toMatchObject({ exception: { type: 'ValueError', text: 'at the top' } })
  })

  it('says the same, byte for byte, again and with any number of workers', { timeout: 120_000 }, async () => {
    const first = await runAll({ workers: 1 })
    expect(await runAll({ workers: 1 })).toBe(first)
    expect(await runAll({ workers: 4 })).toBe(first)
  })

  it('finds tests that depend on the order of hashes', async () => {
    await using run = runner({ sandbox, findFlaky: true })
    const source =
      'def f(x): return list({"a", "b", "c", "d", "e"})[x]\ndef g(x): return sorted({"a", "b"})[x]'
    const flaky = [0, 1, 2, 3, 4].map((x) => call('f', [x], 'a'))
    const result = await run.run(python(source), [...flaky, call('g', [0], 'a')])
    expect(result.passed).toBe(false)
    expect(result.flaky?.length).toBeGreaterThan(0)
    expect(result.flaky).not.toContain('g(0)')
    expect(await run.run(python(source), [call('g', [0], 'a')])).not.toHaveProperty('flaky')
  })

  it('gives each test a fresh program where that is asked', async () => {
    const source = 'seen = []\ndef f(x):\n  seen.append(x)\n  return len(seen)'
    const twice = [call('f', [1], 1), call('f', [2], 1)]
    await using shared = runner({ sandbox })
    await using fresh = runner({ sandbox, fresh: 'test' })
    expect((await shared.run(python(source), twice)).passed).toBe(false)
    expect((await fresh.run(python(source), twice)).passed).toBe(true)
  })

  it('judges whole programs by what they print', async () => {
    await using run = runner({ sandbox, limits })
    const stdio = (id: string, stdin: string, stdout: string): Test => ({ kind: 'stdio', id, stdin, stdout })
    const source = 'n = int(input())\nprint(*[int(input()) * 2 for _ in range(n)], sep="\\n")'
    const result = await run.run(python(source), [
      stdio('right', '2\n1\n2\n', '2\n4'),
      stdio('wrong', '2\n1\n2\n', '2\n5\n'),
      stdio('ends early', '2\n1\n', '2\n'),
      { ...stdio('near', '1\n1\n', '2.0001\n'), tolerance: { absolute: 0.001 } } as Test,
    ])
    expect(result.verdicts).toMatchObject([
      { status: 'passed' },
      { status: 'failed', difference: { path: 'line 2', text: '"4" instead of "5"' } },
      { status: 'error', exception: { type: 'EOFError' } },
      { status: 'passed' },
    ])
  })

  it('keeps results that would come again, and no others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-'))
    try {
      const cache = contentCache(folder)
      const source = 'import time\ndef f(x): return time.time()'
      await using run = runner({ sandbox, cache })
      const first = await run.run(python(source), [call('f', [], 0)])
      expect(await run.run(python(source), [call('f', [], 0)])).toEqual(first)
      expect(await run.run(python(`${source} `), [call('f', [], 0)])).not.toEqual(first)
      const before = await cache.stat()
      await using tight = runner({ sandbox, cache, limits: { cpuSeconds: 0.3, wallSeconds: 0.3 } })
      const { verdicts } = await tight.run(python('def f():\n  while True: pass'), [call('f', [], 0)])
      expect(verdicts).toMatchObject([{ status: 'timeout' }])
      expect(await cache.stat()).toEqual(before)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('stops at once when it is aborted, and leaves nothing running', async () => {
    const abort = new AbortController()
    // The sandbox of the other tests may keep places warm.
    const before = new Set(processes())
    {
      await using own = await make()
      await using run = runner({ sandbox: own, workers: 1 })
      const source = 'import time\ndef f():\n  time.sleep(1000)'
      const all = [1, 2, 3].map((id) => run.run(python(source), [call('f', [], 0, String(id))], abort))
      setTimeout(() => abort.abort(new Error('enough')), 300)
      const ends = await Promise.allSettled(all)
      expect(ends).toMatchObject(ends.map(() => ({ status: 'rejected', reason: { message: 'enough' } })))
    }
    expect(processes().filter((process) => !before.has(process))).toEqual([])
  })
})

describe('a runner', () => {
  it.each([
    [[], 'at least one test'],
    [[call('f', [1], 1, 'a'), call('f', [1], 1, 'a')], 'two tests have the id a'],
    [[call('f', [1], undefined)], 'undefined is no data'],
  ])('refuses %j', async (wrong, message) => {
    await using sandbox = await unsafeLocal()
    await using run = runner({ sandbox })
    await expect(run.run(python('1'), wrong as readonly Test[])).rejects.toThrow(message)
  })

  it('refuses to run when it has been disposed of', async () => {
    await using sandbox = await unsafeLocal()
    const run = runner({ sandbox })
    await run[Symbol.asyncDispose]()
    await expect(run.run(python('def f(x): return x'), [call('f', [1], 1)])).rejects.toThrow('disposed of')
  })

  it('refuses workers, limits and languages that are none', async () => {
    await using sandbox = await quickjsSandbox()
    expect(() => runner({ sandbox, workers: 0 })).toThrow('workers must be a whole number from 1')
    expect(() => runner({ sandbox, limits: { memoryBytes: 5 } })).toThrow('memoryBytes must be a number from')
    await using run = runner({ sandbox })
    await expect(run.run(python('1'), [call('f', [], 1)])).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'configuration',
    })
  })
})

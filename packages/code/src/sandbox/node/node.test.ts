import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runner } from '../../runner/runner.ts'
import type { Test } from '../../tests/test.ts'
import { withoutTimes } from '../../verdict.ts'
import { bwrapSandbox } from '../bwrap/bwrap-sandbox.ts'
import { limitsOf } from '../limits.ts'
import { quickjsSandbox } from '../quickjs/quickjs-sandbox.ts'
import type { Language, Sandbox } from '../sandbox.ts'
import { bwrapNote, bwrapRefusal, leftovers } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'

const limits = { cpuSeconds: 5, wallSeconds: 30, memoryBytes: 64 * 2 ** 20 }

const backends = [
  { name: `bwrap${bwrapNote}`, make: bwrapSandbox, skipped: bwrapRefusal !== undefined },
  { name: 'unsafe-local', make: unsafeLocal, skipped: false },
]

describe.each(backends.filter(({ skipped }) => !skipped))('programs of Node.js on $name', ({ make }) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await make()
  }, 120_000)
  afterAll(() => sandbox[Symbol.asyncDispose]())

  async function load(source: string, language: Language = 'javascript', hashSeed = 0) {
    const candidate = await sandbox.open({ language, limits: limitsOf(limits), hashSeed })
    const loaded = await candidate.load(source)
    return { candidate, loaded, [Symbol.asyncDispose]: () => candidate[Symbol.asyncDispose]() }
  }

  it('are named with the version that runs them', () => {
    expect(sandbox.name).toContain(`, node ${process.versions.node}`)
    expect(sandbox.languages).toEqual(['python', 'javascript', 'typescript'])
  })

  it.each<readonly [string, Language, string]>([
    ['a function', 'javascript', 'function f(x) { return x + 1 }'],
    ['a constant', 'javascript', 'const f = (x) => x + 1'],
    ['an export of an ES module', 'javascript', 'import { sep } from "node:path"\nexport const f = (x) => x + sep.length + none\nconst none = await 0'],
    ['an export of a CommonJS module', 'javascript', 'const { sep } = require("path")\nmodule.exports = { f: (x) => x + sep.length }'],
    ['another one', 'javascript', 'exports.f = (x) => x + 1'],
    ['what takes its time', 'javascript', 'const f = (x) => new Promise((resolve) => setTimeout(resolve, 20, x + 1))'],
    ['TypeScript', 'typescript', 'interface A { b: number }\nconst f = <T extends A>(x: number): number => (x as number) + 1'],
    ['TypeScript with an enum', 'typescript', 'enum A { One = 1 }\nfunction f(x: number) { return x + A.One }'],
    ['a module in TypeScript', 'typescript', 'type A = number\nexport function f(x: A): A { return x + 1 }'],
    ['what replaces builtins', 'javascript', 'JSON.stringify = JSON.parse = Array.prototype.push = Buffer.from = () => { throw 1 }\nReflect.apply = setImmediate = undefined\nconst f = (x) => x + 1'],
  ])('%s can be called', async (_, language, source) => {
    await using program = await load(source, language)
    expect(program.loaded).toMatchObject({ status: 'returned', value: null })
    expect(await program.candidate.call('f', [41])).toMatchObject({ status: 'returned', value: 42 })
    expect(await program.candidate.call('f', [1])).toMatchObject({ status: 'returned', value: 2 })
  }) // prettier-ignore

  it.each<readonly [string, string, object]>([
    ['prints', 'console.log("top", [1, { a: "b" }])\nconst f = (x) => {\n  process.stdout.write("x\\n")\n  return g(x)\n}\nfunction g() { throw new RangeError("deep") }', { status: 'raised', stdout: 'x\n', exception: { type: 'RangeError', text: 'deep', lines: [{ line: 4, function: 'f' }, { line: 6, function: 'g' }] } }],
    ['throws in a method', 'class A {\n  constructor() { this.go() }\n  go() { throw new (class Mine extends TypeError {})("own") }\n}\nconst f = () => new A()', { status: 'raised', exception: { type: 'TypeError', lines: [{ line: 5, function: 'f' }, { line: 2, function: 'A' }, { line: 3, function: 'A.go' }] } }],
    ['never settles', 'const f = () => new Promise(() => {})', { status: 'raised', exception: { text: 'the promise is never settled' } }],
    ['throws later', 'const f = () => { setTimeout(() => { throw new TypeError("late") }, 5); return new Promise((done) => setTimeout(done, 5000)) }', { status: 'raised', exception: { type: 'TypeError', text: 'late' } }],
    ['has no such function', 'const g = 1', { status: 'raised', exception: { type: 'ReferenceError', text: 'f is not defined' } }],
    ['ends', 'const f = () => process.exit(0)', { status: 'exited' }],
    ['aborts', 'const f = () => process.abort()', { status: 'crashed' }],
    ['fills its heap', 'const all = []; const f = () => { for (;;) all.push({ all }) }', { status: 'memory' }],
    ['has no stack left', 'const f = () => f() + 1', { status: 'raised', exception: { type: 'RangeError' } }],
  ])('that %s says so', async (_, source, answer) => {
    await using program = await load(source)
    expect(program.loaded.status).toBe('returned')
    expect(await program.candidate.call('f', ['x'])).toMatchObject(answer)
  }) // prettier-ignore

  it('finds no more memory than it may take, and can catch that', async () => {
    await using program = await load(
      'const f = () => { const all = []; try { for (;;) all.push(new Uint8Array(1 << 20).fill(1)) } catch (error) { return [all.length, error.message] } }',
    )
    const answer = await program.candidate.call('f', [])
    // V8 may need some for itself just then, and dies.
    expect(['returned', 'memory']).toContain(answer.status)
    const [taken, why] = answer.status === 'returned' ? (answer.value as readonly unknown[]) : [0, '']
    expect(taken).toBeLessThanOrEqual(64)
    expect(['', 'Array buffer allocation failed']).toContain(why)
  })

  it('tells where it is no JavaScript, or no TypeScript', async () => {
    await using program = await load('const a = 1\nlet = ;')
    expect(program.loaded).toMatchObject({
      exception: { type: 'SyntaxError', text: "Unexpected token ';'", lines: [{ line: 2 }] },
    })
    await using typed = await load('const a: = 1', 'typescript')
    expect(typed.loaded).toMatchObject({ exception: { type: 'SyntaxError' } })
  })

  it('finds the globals of a program in a file, and the same random numbers', async () => {
    const seen: unknown[] = []
    for (const hashSeed of [0, 0, 1]) {
      await using program = await load(
        'const f = () => [typeof fs, typeof os, typeof require, typeof module, typeof crypto.subtle, typeof fetch, Object.keys(process.env).includes("CANARY"), Math.random()]',
        'javascript',
        hashSeed,
      )
      const answer = await program.candidate.call('f', [])
      const value = answer.status === 'returned' ? (answer.value as readonly unknown[]) : []
      expect(value.slice(0, 7)).toEqual(['undefined', 'undefined', 'function', 'object', 'object', 'function', false]) // prettier-ignore
      seen.push(value[7])
    }
    expect(seen[0]).toBe(seen[1])
    expect(seen[0]).not.toBe(seen[2])
  })

  it.each([
    ["const [n, ...xs] = require('fs').readFileSync(0, 'utf8').split('\\n').map(Number)\nconsole.log(n + xs[0])"],
    ["const fs = require('node:fs'); const [a, b] = fs.readFileSync('/dev/stdin').toString().split('\\n'); process.stdout.write(`${+a + +b}\\n`)"],
    ["let all = ''; process.stdin.on('data', (part) => { all += part }); process.stdin.on('end', () => console.log(eval(all.trim().replace('\\n', '+'))))"],
    ["const lines = []; require('readline').createInterface({ input: process.stdin }).on('line', (line) => lines.push(+line)).on('close', () => console.log(lines[0] + lines[1]))"],
    ["(async () => { let sum = 0; for await (const line of require('readline').createInterface({ input: process.stdin })) sum += +line; console.log(sum) })()"],
    ["import { readFileSync } from 'node:fs'\nconst [a, b] = readFileSync(0, 'utf8').split('\\n')\nconsole.log(+a + +b)\nprocess.exit(3)"],
    ["process.on('exit', () => console.log(42))"],
    ["if (require.main === module) console.log(42)"],
  ])('a whole program reads standard input: %s', async (source) => {
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf(limits) })
    expect(await candidate.run(source, '40\n2\n')).toMatchObject({ status: 'returned', value: '42\n' })
  }) // prettier-ignore

  it.each([
    ['throw new RangeError("no")', 'RangeError'],
    ['Promise.reject(new RangeError("no"))', 'RangeError'],
    ['setTimeout(() => { throw new RangeError("no") }, 3)', 'RangeError'],
    ['export {}\nawait null\nnull.x', 'TypeError'],
  ])('a whole program that fails says so: %s', async (source, type) => {
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf(limits) })
    expect(await candidate.run(source, '')).toMatchObject({ status: 'raised', exception: { type } })
  })

  it('prints all of it before it ends', async () => {
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf(limits) })
    const answer = await candidate.run('console.log("x".repeat(900000)); process.exit()', '')
    expect(answer.status === 'returned' && (answer.value as string).length).toBe(900_001)
  })

  it('has the verdicts of QuickJS, and leaves nothing behind', { timeout: 120_000 }, async () => {
    const tests: readonly Test[] = [
      ...[1, 2, 3].map((x): Test => ({ kind: 'call', id: `f(${x})`, call: { function: 'f', args: [x] }, expected: 2 * x })),
      { kind: 'script', id: 'assert', code: 'assert.equal(f(2), 4); console.assert(candidate(5) === 10)', entryPoint: 'f' },
      { kind: 'script', id: 'throws', code: 'assert.throws(() => f(-1), RangeError)', entryPoint: 'f' },
    ] // prettier-ignore
    const sources = [
      'const f = (x) => 2 * x',
      'const f = (x) => { if (x < 0) throw new RangeError("negative"); return x * x }',
      'const f = (x) => { if (x === 3) for (;;); return [2 * x] }',
      'const f = async (x) => 2 * x',
      'const f = (x) => new Map([[x, 2 * x]]).get(x)',
      'throw new TypeError("top")',
    ]
    const statuses = async (where: Sandbox) => {
      await using run = runner({ sandbox: where, workers: 2, limits: { cpuSeconds: 1, wallSeconds: 20 } })
      const results = await Promise.all(
        sources.map((source) => run.run({ language: 'javascript', source }, tests)),
      )
      return results.map(withoutTimes).map((result: any) => result.verdicts.map(({ status }: any) => status))
    }
    {
      await using quickjs = await quickjsSandbox()
      expect(await statuses(sandbox)).toEqual(await statuses(quickjs))
    }
    expect(leftovers()).toEqual([])
  })
})

describe('a machine without Node.js', () => {
  it.each([
    ['/nowhere/node', /does not run/],
    ['/usr/bin/true', /is no Node\.js/],
  ])('runs Python, and says why nothing else: %s', async (node, why) => {
    await using sandbox = await unsafeLocal({ node })
    expect(sandbox.languages).toEqual(['python'])
    expect(sandbox.name).not.toContain('node')
    await expect(sandbox.open({ language: 'typescript', limits: limitsOf() })).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'unavailable',
      message: expect.stringMatching(why),
    })
  })

  it.skipIf(bwrapRefusal !== undefined || process.getuid?.() !== 0)(
    'that others may read is one on bwrap',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'node-'))
      try {
        const node = join(folder, 'node')
        symlinkSync(process.execPath, node)
        await using reached = await bwrapSandbox({ node })
        expect(reached.languages).toContain('javascript')
        const hidden = join(folder, 'hidden')
        writeFileSync(hidden, `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o700 })
        await using sandbox = await bwrapSandbox({ node: hidden })
        expect(sandbox.languages).toEqual(['python'])
        await expect(sandbox.openJudge({ language: 'javascript', limits: limitsOf() })).rejects.toMatchObject(
          {
            kind: 'unavailable',
            message: expect.stringContaining('bubblewrap can not be used'),
          },
        )
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )
})

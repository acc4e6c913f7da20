import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runner } from '../../runner/runner.ts'
import type { Test } from '../../tests/test.ts'
import { withoutTimes } from '../../verdict.ts'
import { limitsOf } from '../limits.ts'
import type { Language, Sandbox } from '../sandbox.ts'
import { quickjsSandbox } from './quickjs-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await quickjsSandbox()
}, 120_000)
afterAll(() => sandbox[Symbol.asyncDispose]())

const limits = { cpuSeconds: 0.5, wallSeconds: 20, memoryBytes: 96 * 2 ** 20 }

describe('programs in QuickJS', () => {
  async function load(source: string, language: Language = 'javascript', hashSeed = 0) {
    const candidate = await sandbox.open({ language, limits: limitsOf(limits), hashSeed })
    const loaded = await candidate.load(source)
    return { candidate, loaded, [Symbol.asyncDispose]: () => candidate[Symbol.asyncDispose]() }
  }

  it.each<readonly [string, Language, string]>([
    ['a function', 'javascript', 'function f(x) { return x + 1 }'],
    ['a constant', 'javascript', 'const f = (x) => x + 1'],
    ['an export of an ES module', 'javascript', 'export const f = (x) => x + one\nconst one = await 1'],
    ['an export of a CommonJS module', 'javascript', 'module.exports = { f: (x) => x + 1 }'],
    ['another one', 'javascript', 'exports.f = (x) => x + 1'],
    ['TypeScript', 'typescript', 'interface A { b: number }\nconst f = <T extends A>(x: number): number => (x as number) + 1'],
    ['TypeScript with an enum', 'typescript', 'enum A { One = 1 }\nfunction f(x: number) { return x + A.One }'],
    ['a module in TypeScript', 'typescript', 'type A = number\nexport function f(x: A): A { return x + 1 }'],
  ])('%s can be called', async (_, language, source) => {
    await using program = await load(source, language)
    expect(program.loaded).toMatchObject({ status: 'returned', value: null })
    expect(await program.candidate.call('f', [41])).toMatchObject({ status: 'returned', value: 42 })
  }) // prettier-ignore

  it('tells what was printed, and where it went wrong', async () => {
    await using program = await load('console.log("top", [1, { a: "b" }])\nconst f = (x) => {\n  print(x)\n  return g(x)\n}\nfunction g() { throw new Error("deep") }') // prettier-ignore
    expect(program.loaded.stdout).toBe("top [ 1, { a: 'b' } ]\n")
    expect(await program.candidate.call('f', ['x'])).toMatchObject({
      status: 'raised',
      stdout: 'x\n',
      exception: { type: 'Error', text: 'deep', lines: [{ line: 4, function: 'f' }, { line: 6, function: 'g' }] },
    }) // prettier-ignore
  })

  it('tells where it is no JavaScript, or no TypeScript', async () => {
    await using program = await load('const a = 1\nlet = ;')
    expect(program.loaded).toMatchObject({ status: 'raised', exception: { type: 'SyntaxError', lines: [{ line: 2 }] } })
    await using typed = await load('const a: = 1', 'typescript')
    expect(typed.loaded).toMatchObject({ status: 'raised', exception: { type: 'SyntaxError' } })
    await using unfinished = await load('await new Promise(() => {})\nexport {}')
    expect(unfinished.loaded).toMatchObject({ status: 'raised', exception: { text: 'the promise is never settled' } })
  }) // prettier-ignore

  it('finds nothing of the program before it, and the same random numbers', async () => {
    const seen = new Set<unknown>()
    for (const hashSeed of [0, 0, 1]) {
      await using program = await load('globalThis.n = (globalThis.n ?? 0) + 1; const f = () => [n, Math.random()]', 'javascript', hashSeed) // prettier-ignore
      const answer = await program.candidate.call('f', [])
      expect(answer).toMatchObject({ status: 'returned', value: [1, expect.any(Number)] })
      seen.add(JSON.stringify(answer.status === 'returned' && answer.value))
    }
    expect(seen.size).toBe(2)
  })

  it.each([
    ["const [n, ...xs] = require('fs').readFileSync(0, 'utf8').split('\\n').map(Number)\nconsole.log(n + xs[0])"],
    ["const fs = require('node:fs'); const [a, b] = fs.readFileSync('/dev/stdin').toString().split('\\n'); process.stdout.write(`${+a + +b}\\n`)"],
    ['let line, sum = 0; while ((line = readline()) !== null) sum += +line\nprint(sum)'],
    ["let all = ''; process.stdin.on('data', (part) => { all += part }); process.stdin.on('end', () => console.log(eval(all.trim().replace('\\n', '+'))))"],
    ["const lines = []; require('readline').createInterface({ input: process.stdin }).on('line', (line) => lines.push(+line)).on('close', () => console.log(lines[0] + lines[1]))"],
    ["(async () => { let sum = 0; for await (const line of require('readline').createInterface({ input: process.stdin })) sum += +line; console.log(sum) })()"],
  ])('a whole program reads standard input: %s', async (source) => {
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf(limits) })
    expect(await candidate.run(source, '40\n2\n')).toMatchObject({ status: 'returned', value: '42\n' })
  }) // prettier-ignore

  it('refuses Python, and two requests at once', async () => {
    await expect(sandbox.open({ language: 'python', limits: limitsOf() })).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'configuration',
    })
    await using program = await load('const f = () => 1')
    const first = program.candidate.call('f', [])
    await expect(program.candidate.call('f', [])).rejects.toThrow('one thing at a time')
    expect(await first).toMatchObject({ value: 1 })
  })

  it('is ended by an abort', async () => {
    const abort = new AbortController()
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf() })
    setTimeout(() => abort.abort(new Error('enough')), 100)
    await expect(candidate.load('for (;;);', { signal: abort.signal })).rejects.toThrow('enough')
  })
})

const script = (id: string, code: string, more: object = {}): Test => ({ kind: 'script', id, code, entryPoint: 'f', ...more }) // prettier-ignore

describe('test code in QuickJS', () => {
  const source = `function f(x) {
  if (x === 'slow') for (;;);
  if (x === 'wrong') throw new RangeError('too far')
  return { doubled: x * 2, map: new Map([[x, 1]]) }
}
const twice = (x) => 2 * x
let count = 0
const next = () => ++count
const later = async (x) => { if (x < 0) throw new TypeError('negative'); return x }`

  const cases: readonly (readonly [string, string, object])[] = [
    ['calls by name', 'console.assert(f(2).doubled === 4 && candidate(3).map.get(3) === 1)', { status: 'passed' }],
    ['other functions of the program', 'assert.equal(twice(21), 42)', { status: 'passed' }],
    ['deep equality', "require('assert/strict').deepEqual(f(1), { doubled: 2, map: new Map([[1, 1]]) })", { status: 'passed' }],
    ['deep equality that fails', "\nassert.deepStrictEqual(f(1), { doubled: 3, map: new Map([[1, 1]]) }, 'not three')", { status: 'failed', why: 'not three', testLine: 2 }],
    ['exceptions', 'assert.throws(() => f("wrong"), RangeError); assert.throws(() => f("wrong"), /too far/)', { status: 'passed' }],
    ['other exceptions', 'assert.throws(() => f("wrong"), TypeError)', { status: 'failed' }],
    ['exceptions that do not come', 'assert.throws(() => f(1))', { status: 'failed', why: 'nothing was thrown' }],
    ['an exception that nobody catches', '\n\nf("wrong")', { status: 'error', exception: { type: 'RangeError', text: 'too far' }, testLine: 3 }],
    ['promises', '(async () => { assert.equal(await later(2), 2); await assert.rejects(async () => later(-1), TypeError) })()', { status: 'passed' }],
    ['a failure in a promise that is waited for', '(async () => { assert.equal(await later(2), 3) })()', { status: 'failed' }],
    ['a failure in a promise that is not', '(async () => { assert.equal(await later(2), 3) })(); 0', { status: 'failed' }],
    ['an exception in a promise that is not waited for', '(async () => { await null; later(-1) })(); 0', { status: 'error' }],
    ['a failure that is caught', 'try { assert(false, "caught") } catch {}', { status: 'failed', why: 'caught' }],
    ['a module', 'const x = await f(1)\nassert.equal(x.doubled, 2)\nexport {}', { status: 'passed' }],
    ['code that is no module is not run twice', '/*\nimport x\n*/\nif (next() !== 2) throw new SyntaxError("first")', { status: 'error', testLine: 4 }],
    ['what is no code', 'assert(', { status: 'error', why: 'the test code failed', exception: { type: 'SyntaxError' } }],
    ['what nobody has', 'nowhere(1)', { status: 'error', exception: { type: 'ReferenceError' } }],
    ['a loop of its own', 'for (;;);', { status: 'timeout' }],
    ['a program that stops, which nothing catches', 'for (;;) { try { f("slow") } catch {} }', { status: 'timeout', why: 'more than 0.5 s of processor time' }],
    ['after that', 'assert.equal(twice(1), 2)', { status: 'passed' }],
    ['what an earlier test left', 'assert(typeof left === "undefined" || true); globalThis.left = 1; Array.prototype.push = null', { status: 'passed' }],
    ['which is gone', 'assert([].push(1) === 1)', { status: 'passed' }],
  ] // prettier-ignore

  it('says what came of it, twice the same', { timeout: 120_000 }, async () => {
    const tests = cases.map(([id, code]) => script(id, code))
    await using run = runner({ sandbox, workers: 1, limits })
    const result = await run.run({ language: 'javascript', source }, tests)
    expect(result.verdicts).toMatchObject(cases.map(([test, , verdict]) => ({ test, ...verdict })))
    const again = await run.run({ language: 'javascript', source }, tests)
    expect(withoutTimes(again)).toEqual(withoutTimes(result))
  })

  it('may be TypeScript, and have a prelude', async () => {
    await using run = runner({ sandbox, limits })
    const test = script('typed', 'const x: number = twice(half(4) as number)\nassert.equal(x, 4)', {
      prelude: 'const half = (x: number): number => x / 2',
    })
    const result = await run.run({ language: 'typescript', source: 'const twice = (x: number) => 2 * x' }, [
      test,
    ])
    expect(result).toMatchObject({ passed: true })
  })
})

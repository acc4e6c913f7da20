import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Value } from '../../codec/value.ts'
import type { Answer } from '../answer.ts'
import { limitsOf } from '../limits.ts'
import type { Candidate, Sandbox } from '../sandbox.ts'
import { quickjsSandbox } from './quickjs-sandbox.ts'

const source = `const same = (x) => x
const make = (text) => (0, eval)("(" + text + ")")
const kind = (x) => Object.prototype.toString.call(x) + (x instanceof Uint8Array ? x.join() : "")
function fail(text) { return (0, eval)(text) }
class Point { constructor(x) { this.x = x } get length() { return 5 } }
class Wrong extends RangeError {}
const late = async (x) => { await null; return x + 1 }`

describe('values of JavaScript', () => {
  let sandbox: Sandbox
  let candidate: Candidate
  beforeAll(async () => {
    sandbox = await quickjsSandbox()
    candidate = await sandbox.open({ language: 'javascript', limits: limitsOf() })
    await candidate.load(source)
  }, 120_000)
  afterAll(async () => {
    await candidate[Symbol.asyncDispose]()
    await sandbox[Symbol.asyncDispose]()
  })

  const valueOf = (answer: Answer): unknown => (answer.status === 'returned' ? answer.value : answer)

  it.each<Value>([
    null,
    true,
    0,
    -1.5,
    9_007_199_254_740_991,
    1e-320,
    { $float: 1e21 },
    { $float: 'nan' },
    { $float: 'inf' },
    { $float: '-inf' },
    { $float: '-0' },
    { $int: '5' },
    { $int: '-123456789012345678901234567890' },
    '',
    'a"\\\n\u0000\u2028é😀',
    '\uD800',
    [],
    [1, [2, [3, null]], 'x'],
    { a: 1, b: { c: [] }, '': 0, 'x y': 1, 10: 1 },
    { $undefined: true },
    [{ $undefined: true }],
    { a: { $undefined: true } },
    { $set: [1, 'a', { $float: 'nan' }] },
    { $dict: [[1, 'a'], [[2], { $undefined: true }]] },
    { $dict: [['$a', 1], ['__proto__', 2]] },
    { $bytes: '00ff10' },
    { constructor: 1, hasOwnProperty: 2, toString: 3, length: 4 },
  ])('%j comes back as it went', async (value) => {
    expect(valueOf(await candidate.call('same', [value]))).toEqual(value)
  }) // prettier-ignore

  it.each<readonly [Value, string]>([
    [{ $tuple: [1] }, '[object Array]'],
    [{ $frozenset: [1] }, '[object Set]'],
    [{ $dict: [[1, 2]] }, '[object Map]'],
    [{ $dict: [['$x', 2]] }, '[object Object]'],
    [{ $bytes: '0aff' }, '[object Uint8Array]10,255'],
    [{ $int: '12345678901234567890' }, '[object BigInt]'],
    [{ $undefined: true }, '[object Undefined]'],
    [{ $float: 6 }, '[object Number]'],
  ])('%j is told to it as %s', async (value, kind) => {
    expect(valueOf(await candidate.call('kind', [value]))).toBe(kind)
  })

  it.each<readonly [string, Value]>([
    ['new Point(3)', { x: 3 }],
    ['[1,,3]', [1, { $undefined: true }, 3]],
    ['Object.create(null, {a: {value: 1, enumerable: true}, b: {value: 2}})', { a: 1 }],
    ['({get a() { return 7 }, [Symbol("s")]: 1})', { a: 7 }],
    ['new Float64Array([1.5, NaN])', [1.5, { $float: 'nan' }]],
    ['new Uint8Array([1, 255]).buffer', { $bytes: '01ff' }],
    ['new Map([["a", 1]])', { $dict: [['a', 1]] }],
    ['new Set("ab")', { $set: ['a', 'b'] }],
    ['[new Number(5), new String("s"), new Boolean(false), Object(7n)]', [5, 's', false, { $int: '7' }]],
    ['(function () { return arguments })(1, 2)', [1, 2]],
    ['2n ** 12001n', { $int: `0x${(2n ** 12001n).toString(16)}` }],
    ['-(2n ** 12001n)', { $int: `-0x${(2n ** 12001n).toString(16)}` }],
    ['1e300', { $float: 1e300 }],
    ['Promise.resolve([1])', [1]],
  ])('%s is told as data', async (text, value) => {
    expect(valueOf(await candidate.call('make', [text]))).toEqual(value)
  })

  it.each([
    ['() => 1', 'a function is no plain data'],
    ['Symbol("x")', 'a symbol is no plain data'],
    ['[new Date(0)]', 'a value of type Date is no plain data'],
    ['[Promise.resolve(1)]', 'a value of type Promise is no plain data'],
    ['new Error("x")', 'a value of type Error is no plain data'],
    ['/x/', 'a value of type RegExp is no plain data'],
    ['(function* () {})()', 'a value of type Generator is no plain data'],
    ['new WeakMap()', 'a value of type WeakMap is no plain data'],
  ])('%s is refused', async (text, words) => {
    expect(await candidate.call('make', [text])).toMatchObject({
      status: 'raised',
      exception: { type: 'TypeError', text: words },
    })
  })

  it('all of JSON comes back as it went', { timeout: 120_000 }, async () => {
    const told = (json: fc.JsonValue | undefined): Value => {
      if (typeof json === 'number')
        return Object.is(json, -0) ? { $float: '-0' } : tooLarge(json) ? { $float: json } : json
      if (typeof json !== 'object' || json === null) return json ?? null
      if (Array.isArray(json)) return json.map(told)
      const entries = Object.entries(json)
      const isPlain = entries.every(([key]) => !key.startsWith('$') && key !== '__proto__')
      if (isPlain) return Object.fromEntries(entries.map(([key, part]) => [key, told(part)]))
      return { $dict: entries.map(([key, part]) => [key, told(part)]) }
    }
    const tooLarge = (number: number) => Number.isInteger(number) && !Number.isSafeInteger(number)
    const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 })
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        expect(valueOf(await candidate.call('same', [told(value)]))).toEqual(told(value))
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('refuses what JavaScript has no counterpart of', async () => {
    const complex = { $complex: [1, 2] as const }
    expect(await candidate.call('same', [complex])).toMatchObject({
      exception: { type: 'TypeError', text: 'JavaScript has no counterpart of $complex' },
    })
    await expect(candidate.call('same', [undefined as never])).rejects.toThrow('undefined is no data')
  })

  it.each([
    ['null.x', 'TypeError', "cannot read property 'x' of null"],
    ['nowhere', 'ReferenceError', "'nowhere' is not defined"],
    ['throw new Wrong("far")', 'RangeError', 'far'],
    ['throw "words"', 'Error', 'words'],
    ['throw null', 'Error', 'null'],
    ['Promise.reject(new SyntaxError("late"))', 'SyntaxError', 'late'],
    ['throw new AggregateError([], "many")', 'AggregateError', 'many'],
    ['throw Symbol("s")', 'Error', 'a symbol'],
  ])('%s is told as %s', async (text, type, words) => {
    expect(await candidate.call('fail', [text])).toMatchObject({
      status: 'raised',
      exception: { type, text: words },
    })
  })

  it('waits for promises, and names functions that are not there', async () => {
    expect(valueOf(await candidate.call('late', [41]))).toBe(42)
    expect(await candidate.call('nowhere', [])).toMatchObject({ exception: { type: 'ReferenceError' } })
    expect(await candidate.call('same; same', [1])).toMatchObject({ exception: { type: 'ReferenceError' } })
    expect(await candidate.call('Math', [])).toMatchObject({
      exception: { type: 'TypeError', text: 'not a function' },
    })
  })
})

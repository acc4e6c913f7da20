import { spawnSync } from 'node:child_process'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { checkedValue, CodecError, decodeValue, encodeValue } from './codec.ts'
import { pythonCodec } from './python-codec.ts'
import { pythonText } from './python-text.ts'
import type { Value } from './value.ts'

/** Python expressions, what the codec makes of them, and what Python's repr says. */
const golden: readonly (readonly [string, Value])[] = [
  ['None', null],
  ['True', true],
  ['False', false],
  ['0', 0],
  ['-7', -7],
  ['2**53 - 1', 9007199254740991],
  ['2**53', { $int: '9007199254740992' }],
  ['-10**30', { $int: '-1000000000000000000000000000000' }],
  ['0.5', 0.5],
  ['6.0', { $float: 6 }],
  ['1e16', { $float: 1e16 }],
  ['1e-5', 0.00001],
  ['1.5e-7', 1.5e-7],
  ['123456789012.25', 123456789012.25],
  ['-0.0001', -0.0001],
  ['5e-324', 5e-324],
  ['-0.0', { $float: '-0' }],
  ['float("inf")', { $float: 'inf' }],
  ['-float("inf")', { $float: '-inf' }],
  ['float("nan")', { $float: 'nan' }],
  ['1e22', { $float: 1e22 }],
  ["''", ''],
  [`'it\\'s'`, "it's"],
  [`'"both\\''`, `"both'`],
  [String.raw`'a\n\t\\\x00\x7f\u00e9\u2028\U0001f600'`, 'a\n\t\\\x00\x7f\u00E9\u2028\u{1F600}'],
  [String.raw`'\ud800'`, '\uD800'],
  ['[]', []],
  ['[1, [2.5, "x"]]', [1, [2.5, 'x']]],
  ['()', { $tuple: [] }],
  ['(1,)', { $tuple: [1] }],
  ['(1, "a")', { $tuple: [1, 'a'] }],
  ['set()', { $set: [] }],
  ['{3, 1, 2}', { $set: [1, 2, 3] }],
  ['frozenset([2])', { $frozenset: [2] }],
  ["b'a\\x00\\xff\"'", { $bytes: '6100ff22' }],
  ['1.5+2j', { $complex: [1.5, { $float: 2 }] }],
  ['-2j', { $complex: [{ $float: '-0' }, { $float: -2 }] }],
  ['range(3)', { $range: [0, 3, 1] }],
  ['range(5, 0, -1)', { $range: [5, 0, -1] }],
  ['{}', {}],
  ['{"b": 1, "a": [2]}', { b: 1, a: [2] }],
  ['{"2": 1, "1": 2}', { $dict: [['2', 1], ['1', 2]] }], // prettier-ignore
  ['{1: "x", (2, 3): None}', { $dict: [[1, 'x'], [{ $tuple: [2, 3] }, null]] }], // prettier-ignore
  ['{"$tuple": [1]}', { $dict: [['$tuple', [1]]] }],
  ['{"__proto__": 1}', { $dict: [['__proto__', 1]] }],
]

function python(program: string, input: unknown): any {
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', `${pythonCodec}\n${program}`], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe('the codec', () => {
  it('writes and reads every kind of data alike in Python and TypeScript', () => {
    const answers = python(
      `import json, sys
json.dump([[encode(eval(text)), repr(decode(encode(eval(text)))) == repr(eval(text)), repr(eval(text))]
  for text in json.load(sys.stdin)], sys.stdout)`,
      golden.map(([text]) => text),
    ) as [string, boolean, string][]
    for (const [index, [text, value]] of golden.entries()) {
      const [encoded, returns, repr] = answers[index]!
      expect({ text, value: decodeValue(encoded), returns }).toEqual({ text, value, returns: true })
      expect(decodeValue(encodeValue(value))).toEqual(value)
      expect(pythonText(value)).toBe(repr)
    }
  })

  it('gives back whatever it was given, through Python', () => {
    const real = fc.oneof(
      fc.maxSafeInteger().map((value) => (Object.is(value, -0) ? 0 : value)),
      fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 90n }).map((value) => ({ $int: String(value) })),
    )
    const key = fc.stringMatching(/^[a-z]{1,5}$/)
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 6 },
        fc.oneof(real, fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null)),
        fc.array(tie('value')),
        fc.array(tie('value')).map(($tuple) => ({ $tuple })),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    })).value as fc.Arbitrary<Value>
    const values = fc.sample(value, { numRuns: 500, seed: 1 })
    const back = python(
      'import json, sys\njson.dump([encode(decode(text)) for text in json.load(sys.stdin)], sys.stdout)',
      values.map(encodeValue),
    ) as string[]
    expect(back.map(decodeValue)).toEqual(values)
  })

  it('takes what derives from a builtin as that, without calling its methods', () => {
    const answer = python(
      `import json, sys, enum, collections
class Whole(int):
    def __eq__(self, other): return True
    def __index__(self): raise ValueError
    __int__ = __add__ = __repr__ = __index__
    __hash__ = int.__hash__
class Text(str):
    def __str__(self): raise ValueError
class List(list):
    def __iter__(self): raise ValueError
class Color(enum.IntEnum): RED = 3
Point = collections.namedtuple("Point", "x y")
json.dump([encode(v) for v in [Whole(5), Text("a"), List([1]), Color.RED, Point(1, 2),
  collections.OrderedDict(a=1), collections.Counter("a"), collections.defaultdict(int, {"b": 2})]], sys.stdout)`,
      null,
    ) as string[]
    expect(answer).toEqual(['5', '"a"', '[1]', '3', '{"$tuple":[1,2]}', '{"a":1}', '{"a":1}', '{"b":2}'])
  })

  it('refuses objects, functions and what is nested without end', () => {
    const answer = python(
      `import json, sys
class Thing: pass
def refusal(value):
    try: return encode(value)
    except CodecError as error: return str(error)
deep = 0
for _ in range(5000): deep = [deep]
loop = []
loop.append(loop)
json.dump([refusal(v) for v in [Thing(), len, iter([]), deep, loop]], sys.stdout)`,
      null,
    ) as string[]
    expect(answer).toEqual([
      'a value of type Thing is no plain data',
      'a value of type builtin_function_or_method is no plain data',
      'a value of type list_iterator is no plain data',
      'the value is nested deeper than 64',
      'the value is nested deeper than 64',
    ])
  })

  it('carries integers of any size both ways', () => {
    const digits = `-${'7'.repeat(9000)}`
    const [size, hex] = python(
      `import json, sys
value = decode(json.load(sys.stdin))
json.dump([value.bit_length(), encode(value)], sys.stdout)`,
      encodeValue({ $int: digits }),
    ) as [number, string]
    expect(size).toBe(BigInt(digits.slice(1)).toString(2).length)
    const value = decodeValue(hex) as { $int: string }
    expect(-BigInt(value.$int.slice(1))).toBe(BigInt(digits))
  })

  it.each([
    ['{"$class": "os.system"}', 'must be a tag alone'],
    ['{"$tuple": [1], "a": 2}', 'must be a tag alone'],
    ['{"$tuple": 5}', 'expected a list'],
    ['{"$range": [1, 2]}', 'expected a list of 3'],
    ['{"$float": "1"}', 'expected a number or'],
    ['{"$int": "1e5"}', 'expected decimal digits'],
    ['{"$bytes": "abc"}', 'expected hexadecimal'],
    ['{"$dict": [[1]]}', 'expected a list of 2'],
    ['12345678901234567890', 'is written as'],
    ['1e999', 'is written as'],
    ['[1,', 'not JSON'],
    [`${'['.repeat(80)}${']'.repeat(80)}`, 'deeper than 64'],
  ])('refuses %s from a program', (text, message) => {
    expect(() => decodeValue(text)).toThrow(message)
  })

  it('names the place of what is no data', () => {
    expect(() => checkedValue([{ a: [1, undefined] }])).toThrow(CodecError)
    expect(() => checkedValue([{ a: [1, undefined] }])).toThrow('data[0].a[1]: undefined is no data')
  })
})

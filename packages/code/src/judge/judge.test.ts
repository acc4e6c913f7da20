import { describe, expect, it } from 'vitest'

import type { Value } from '../codec/value.ts'
import { firstDifference } from './difference.ts'
import { equalValues } from './equal.ts'
import { stdoutDifference } from './stdio.ts'

describe('equality is that of Python', () => {
  it.each<[Value, Value]>([
    [1, { $float: 1 }],
    [true, 1],
    [{ $float: '-0' }, 0],
    [{ $int: '0x10' }, 16],
    [{ $int: '9007199254740993' }, { $int: '0x20000000000001' }],
    [{ $complex: [1, 0] }, 1],
    [[1, [2]], [{ $float: 1 }, [2]]],
    [{ $set: [1, 2] }, { $frozenset: [2, { $float: 1 }] }],
    [{ $set: [1, 1] }, { $set: [true] }],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }],
    [{ a: 1 }, { $dict: [['a', 1]] }],
    [{ $dict: [[1, 'x'], [{ $tuple: [2] }, 'y']] }, { $dict: [[{ $tuple: [2] }, 'y'], [{ $float: 1 }, 'x']] }],
    [{ $range: [0, 5, 2] }, { $range: [0, 6, 2] }],
    [{ $range: [3, 3, 1] }, { $range: [9, 0, 1] }],
  ])('%j == %j', (got, expected) => {
    expect(equalValues(got, expected)).toBe(true)
    expect(equalValues(expected, got)).toBe(true)
    expect(firstDifference(got, expected)).toBeUndefined()
  }) // prettier-ignore

  it.each<[Value, Value]>([
    [{ $float: 'nan' }, { $float: 'nan' }],
    [[1], { $tuple: [1] }],
    ['1', 1],
    ['a', { $bytes: '61' }],
    [null, false],
    [0, null],
    [{ $int: '9007199254740993' }, { $float: 9007199254740992 }],
    [{ $set: [1] }, { $set: [1, 2] }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [[1, 2], [1]],
    [{ $range: [0, 5, 2] }, [0, 2, 4]],
    [{}, []],
    [{ $set: [] }, {}],
    [0.1 + 0.2, 0.3],
  ])('%j != %j', (got, expected) => {
    expect(equalValues(got, expected)).toBe(false)
    expect(equalValues(expected, got)).toBe(false)
    expect(firstDifference(got, expected)).toBeDefined()
  })

  it('allows a tolerance where one of the two is a float', () => {
    const near = { absolute: 1e-6 }
    expect(equalValues(0.1 + 0.2, 0.3, near)).toBe(true)
    expect(equalValues([{ $tuple: [1.0000001] }], [{ $tuple: [1] }], near)).toBe(true)
    expect(equalValues({ a: 0.5000001 }, { a: 0.5 }, near)).toBe(true)
    expect(equalValues(100_000_000.5, { $float: 100_000_000 }, { relative: 1e-7 })).toBe(true)
    expect(equalValues({ $complex: [1, 1e-9] }, { $float: 1 }, near)).toBe(true)
    expect(equalValues(1.1, 1, near)).toBe(false)
    expect(equalValues(2, 1, { absolute: 5 })).toBe(false)
    expect(equalValues({ $float: 'nan' }, 1, { absolute: 5 })).toBe(false)
    expect(equalValues({ $float: 'inf' }, { $float: 'inf' }, near)).toBe(true)
  })
})

describe('the first difference', () => {
  it.each<[Value, Value, string, string]>([
    [3, 4, '', '3 instead of 4'],
    [[1, [2, 3]], [1, [2, 4]], '[1][1]', '3 instead of 4'],
    [[1, 2, 3], [1, 2], '', '3 elements instead of 2; the first one too many is 3'],
    [[1], [1, 'x'], '', "1 elements instead of 2; the first one missing is 'x'"],
    [{ $tuple: [1] }, [1], '', '(1,) instead of [1] (a tuple instead of a list)'],
    [{ a: [1] }, { a: [2] }, "['a'][0]", '1 instead of 2'],
    [{ a: 1 }, { b: 1 }, '', "the key 'b' is missing"],
    [{ a: 1, b: 1 }, { a: 1 }, '', "the key 'b' is too many"],
    [{ $set: [1, 2] }, { $set: [2, 3] }, '', '1 missing: 3; 1 too many: 1'],
    ['hello world', 'hello there', '', "'hello world' instead of 'hello there', from character 7"],
  ])('of %j from %j is at "%s": %s', (got, expected, path, text) => {
    expect(firstDifference(got, expected)).toEqual({ path, text })
  })

  it('stays short, however long the values are', () => {
    const long = 'x'.repeat(100_000)
    expect(firstDifference(`${long}a`, `${long}b`)!.text.length).toBeLessThan(200)
    expect(firstDifference([long], [5])!.text.length).toBeLessThan(400)
  })
})

describe('printed text', () => {
  it.each([
    ['1\n2\n', '1\n2'],
    ['1  \n2\n\n\n', '1\n2\n'],
    ['', '\n'],
  ])('%j is %j', (got, expected) => {
    expect(stdoutDifference(got, expected)).toBeUndefined()
  })

  it.each([
    ['1\n3', '1\n2', 'line 2', '"3" instead of "2"'],
    ['1', '1\n2', 'line 2', 'the end instead of "2"'],
    ['1\n2', '1', 'line 2', '"2" instead of the end'],
    [' 1', '1', 'line 1', '" 1" instead of "1"'],
  ])('%j is not %j', (got, expected, path, text) => {
    expect(stdoutDifference(got, expected)).toEqual({ path, text })
  })

  it('compares numbers by value where there is a tolerance', () => {
    const near = { absolute: 1e-3 }
    expect(stdoutDifference('a 1.0001  2', 'a 1 2.0', near)).toBeUndefined()
    expect(stdoutDifference('a 1.1 2', 'a 1 2', near)).toBeDefined()
    expect(stdoutDifference('0x10', '16', near)).toBeDefined()
    expect(stdoutDifference('1 2', '1 2 3', near)).toBeDefined()
  })
})

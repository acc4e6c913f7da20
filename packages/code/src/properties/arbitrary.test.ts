import { check, property, sample } from 'fast-check'
import { describe, expect, it } from 'vitest'

import { checkedValue } from '../codec/codec.ts'
import type { Value } from '../codec/value.ts'
import { keyOf } from '../judge/equal.ts'
import { inputsOf } from './arbitrary.ts'
import { inputSchema, type InputDescription } from './input-description.ts'

const drawn = (description: InputDescription, seed = 1): readonly Value[] =>
  sample(inputsOf({ x: inputSchema.parse(description) }), { seed, numRuns: 300 }).map(([value]) => value!)

const isFloat = (value: Value) =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && '$float' in value)

describe('inputs', () => {
  it.each<[InputDescription, (value: any) => boolean]>([
    [{ type: 'integer' }, (value) => Number.isInteger(value) && Math.abs(value) <= 100],
    [{ type: 'integer', min: 7, max: 9 }, (value) => [7, 8, 9].includes(value)],
    [{ type: 'float', min: 0, max: 1 }, isFloat],
    [{ type: 'boolean' }, (value) => typeof value === 'boolean'],
    [{ type: 'null' }, (value) => value === null],
    [{ type: 'string', alphabet: 'ab', minLength: 2, maxLength: 3 }, (value) => /^[ab]{2,3}$/.test(value)],
    [{ type: 'string' }, (value) => /^[ -~]{0,20}$/.test(value)],
    [
      { type: 'list', of: { type: 'integer' }, unique: true, minLength: 3 },
      (value) => value.length >= 3 && value.length <= 10 && new Set(value).size === value.length,
    ],
    [
      { type: 'list', of: { type: 'float', min: -9, max: 9 }, sorted: true },
      (value) => value.every((one: any, at: number) => at === 0 || numberOf(value[at - 1]) <= numberOf(one)),
    ],
    [{ type: 'tuple', of: [{ type: 'null' }, { type: 'boolean' }] }, (value) => value.$tuple.length === 2],
    [
      { type: 'dict', keys: { type: 'integer' }, values: { type: 'null' }, minLength: 1 },
      (value) =>
        value.$dict.length > 0 &&
        new Set(value.$dict.map(([key]: any) => keyOf(key))).size === value.$dict.length,
    ],
    [
      { type: 'dict', values: { type: 'boolean' } },
      (value) => Object.values(value.$dict ? {} : value).every((one) => typeof one === 'boolean'),
    ],
    [
      { type: 'one-of', values: [1, 'a', { $tuple: [] }] },
      (value) => ['1', '"a"', '{"$tuple":[]}'].includes(JSON.stringify(value)),
    ],
    [
      { type: 'one-of', of: [{ type: 'null' }, { type: 'integer' }] },
      (value) => value === null || Number.isInteger(value),
    ],
  ])('of %j are as described, and data', (description, fits) => {
    const values = drawn(description)
    expect(values.filter((value) => !fits(value))).toEqual([])
    expect(values.map((value) => checkedValue(value))).toEqual(values)
    expect(drawn(description)).toEqual(values)
  })

  it('of another seed are others', () => {
    const description = { type: 'list', of: { type: 'integer' } } as const
    expect(drawn(description, 2)).not.toEqual(drawn(description))
  })

  it.each<[InputDescription, (value: any) => boolean, Value]>([
    [{ type: 'integer' }, (value) => value < 13, 13],
    [{ type: 'string', alphabet: 'abc' }, (value) => !value.includes('b'), 'b'],
    [{ type: 'list', of: { type: 'integer' } }, (value) => value.length < 2, [0, 0]],
    [{ type: 'one-of', of: [{ type: 'null' }, { type: 'integer' }] }, (value) => value === null, 0],
    [{ type: 'list', of: { type: 'integer' }, sorted: true }, (value) => value.at(-1) !== 5, [5]],
  ])('of %j are made small', (description, holds, smallest) => {
    const found = check(
      property(inputsOf({ x: description }), ([value]) => holds(value)),
      { seed: 1, numRuns: 1000 },
    )
    expect(found.counterexample).toEqual([[smallest]])
  })
})

const numberOf = (value: any): number => Number(typeof value === 'object' ? value.$float : value)

import {
  array,
  boolean,
  constant,
  constantFrom,
  double,
  integer,
  oneof,
  string,
  tuple,
  uniqueArray,
  type Arbitrary,
} from 'fast-check'

import type { Value } from '../codec/value.ts'
import { keyOf } from '../judge/equal.ts'
import { floatValue } from '../tests/python-literal.ts'
import {
  usualBounds,
  usualLengths,
  type InputDescription,
  type NumberDescription,
} from './input-description.ts'

/** Draws the inputs of a test together, in their order, and makes them smaller. */
export function inputsOf(inputs: { readonly [name: string]: InputDescription }): Arbitrary<readonly Value[]> {
  return tuple(...Object.values(inputs).map(arbitraryOf))
}

function arbitraryOf(description: InputDescription): Arbitrary<Value> {
  switch (description.type) {
    case 'integer':
      return integer(boundsOf(description))
    case 'float':
      return double({ ...boundsOf(description), noNaN: true }).map(floatValue)
    case 'boolean':
      return boolean()
    case 'null':
      return constant(null)
    case 'string':
      return stringOf(description)
    case 'list':
      return listOf(description)
    case 'tuple':
      return tuple(...description.of.map(arbitraryOf)).map((parts) => ({ $tuple: parts }))
    case 'dict':
      return dictOf(description)
    case 'one-of':
      if (description.values) return constantFrom(...description.values)
      return oneof({ withCrossShrink: true }, ...description.of!.map(arbitraryOf))
  }
}

type Kind<T extends InputDescription['type']> = Extract<InputDescription, { readonly type: T }>

const boundsOf = ({ min = usualBounds.min, max = usualBounds.max }: NumberDescription) => ({ min, max })

function stringOf({ alphabet, minLength = 0, maxLength = usualLengths.string }: Kind<'string'>) {
  const unit = alphabet === undefined ? 'grapheme-ascii' : constantFrom(...Array.from(alphabet))
  return string({ unit, minLength, maxLength })
}

function listOf({ of, unique, sorted, minLength = 0, maxLength = usualLengths.list }: Kind<'list'>) {
  const member = arbitraryOf(of)
  const sizes = { minLength, maxLength }
  const list: Arbitrary<readonly Value[]> = unique
    ? uniqueArray(member, { ...sizes, selector: keyOf })
    : array(member, sizes)
  return sorted ? list.map((values) => values.toSorted(compareValues)) : list
}

/** Of two texts or two numbers. */
export function compareValues(a: Value, b: Value): number {
  const [x, y] = [a, b].map(comparable) as [number, number]
  return x < y ? -1 : Number(x > y)
}

const comparable = (value: Value): Value =>
  typeof value === 'object' && value !== null && '$float' in value
    ? Number((value as { $float: number | string }).$float)
    : value

function dictOf({ keys, values, minLength = 0, maxLength = usualLengths.dict }: Kind<'dict'>) {
  const pair = tuple(arbitraryOf(keys ?? { type: 'string' }), arbitraryOf(values))
  return uniqueArray(pair, { minLength, maxLength, selector: ([key]) => keyOf(key) }).map((pairs): Value => {
    const isPlain = pairs.every(
      ([key]) => typeof key === 'string' && !key.startsWith('$') && key !== '__proto__',
    )
    return isPlain ? Object.fromEntries(pairs as [string, Value][]) : { $dict: pairs }
  })
}

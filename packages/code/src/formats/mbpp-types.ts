import { tagOf, type Value } from '../codec/value.ts'
import { floatValue } from '../tests/python-literal.ts'
import type { Inputs } from './humanevalplus.ts'

type Restore = (inputs: Inputs) => Inputs

const items = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : [])
const tuple = (value: Value): Value => (Array.isArray(value) ? { $tuple: value as readonly Value[] } : value)
const each =
  (restore: (value: Value) => Value) =>
  (value: Value): Value =>
    items(value).map(restore)
/** Restores the first arguments and leaves the others. */
const first =
  (...restore: readonly ((value: Value) => Value)[]): Restore =>
  (inputs) =>
    inputs.map((value, index) => restore[index]?.(value) ?? value)
const every =
  (restore: (value: Value) => Value): Restore =>
  (inputs) =>
    inputs.map(restore)
const same = (value: Value): Value => value
const deep = (value: Value): Value => (Array.isArray(value) ? { $tuple: value.map(deep) } : value)

/** A set, but for an empty one, which the data set has as a dictionary. */
const set = (value: Value): Value => (items(value).length > 0 ? { $set: items(value) } : {})

const real = (value: Value): Value => (typeof value === 'string' ? floatValue(Number(value)) : value)

/** `(a+bj)`, as Python writes a complex number. */
function complex(value: Value): Value {
  const found =
    typeof value === 'string' ? /^\(?(?:(.*\d)(?=[+-]))?([+-]?[\d.]+(?:e[+-]?\d+)?)j\)?$/.exec(value) : null
  if (!found) return { $complex: [real(value), { $float: 0 }] }
  return { $complex: [floatValue(Number(found[1] ?? 0)), floatValue(Number(found[2]))] }
}

const values = (value: Value): Value => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || tagOf(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, tuple(part)]))
}

/**
 * What the arguments of MBPP+'s problems are, by the problem's number, where JSON could not say it: as EvalPlus restores them
 * (evalplus/data/mbpp.py, Apache-2.0).
 */
const table: readonly (readonly [readonly number[], Restore])[] = [
  [
    [
      2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744,
      809,
    ],
    every(tuple),
  ],
  [[63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780], every(each(tuple))],
  [[75, 413, 444, 753], first(each(tuple))],
  [[106, 750], first(same, tuple)],
  [[115], first(each(set))],
  [[124], first(real, complex)],
  [[250, 405, 446, 617, 720, 763, 808, 307], first(tuple)],
  [[259, 401, 445], every((value) => tuple(each(tuple)(value)))],
  [[278], every((value) => tuple(each(tuple)(value)))],
  [[722], first(values)],
  [[252], first(complex)],
  [[580, 615, 791], every(deep)],
]

const restores = new Map(
  table.flatMap(([numbers, restore]) => numbers.map((number) => [number, restore] as const)),
)

/** The arguments of a problem such as 'Mbpp/2' with the types that they had. */
export function restoredInputs(id: string, inputs: Inputs): Inputs {
  return restores.get(Number(id.split('/').at(-1)))?.(inputs) ?? inputs
}

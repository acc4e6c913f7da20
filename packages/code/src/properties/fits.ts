import { tagOf, type Value } from '../codec/value.ts'
import { equalValues, keyOf } from '../judge/equal.ts'
import { compareValues } from './arbitrary.ts'
import { usualBounds, type InputDescription, type NumberDescription } from './input-description.ts'

/** Whether a value whose shape is that of a drawn one is as described: bounds, order, and what may not come twice. */
export function fits(description: InputDescription, value: Value): boolean {
  switch (description.type) {
    case 'integer':
      return fitsInteger(description, value)
    case 'list':
      return fitsList(description, value)
    case 'tuple':
      return fitsTuple(description, value)
    case 'dict':
      return fitsDict(description, value)
    case 'one-of':
      return description.values
        ? description.values.some((one) => equalValues(one, value))
        : description.of!.some((one) => fits(one, value))
    default:
      return kindOf(value) === description.type
  }
}

type Kind<T extends InputDescription['type']> = Extract<InputDescription, { readonly type: T }>

function fitsInteger(
  { min = usualBounds.min, max = usualBounds.max }: NumberDescription,
  value: Value,
): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

function fitsList({ of, unique, sorted }: Kind<'list'>, value: Value): boolean {
  if (!Array.isArray(value)) return false
  const values = value as readonly Value[]
  return (
    values.every((one) => fits(of, one)) &&
    (!unique || areDistinct(values)) &&
    (!sorted || values.every((one, place) => place === 0 || compareValues(values[place - 1]!, one) <= 0))
  )
}

function fitsTuple({ of }: Kind<'tuple'>, value: Value): boolean {
  if (tagOf(value) !== '$tuple') return false
  const { $tuple: parts } = value as { readonly $tuple: readonly Value[] }
  return parts.length === of.length && of.every((one, place) => fits(one, parts[place]!))
}

function fitsDict({ keys = { type: 'string' }, values }: Kind<'dict'>, value: Value): boolean {
  const pairs = pairsOf(value)
  return (
    pairs !== undefined &&
    pairs.every(([key, part]) => fits(keys, key) && fits(values, part)) &&
    areDistinct(pairs.map(([key]) => key))
  )
}

const areDistinct = (values: readonly Value[]): boolean => new Set(values.map(keyOf)).size === values.length

function pairsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (tagOf(value) === '$dict') return (value as { $dict: readonly (readonly [Value, Value])[] }).$dict
  const isDict = typeof value === 'object' && value !== null && !Array.isArray(value) && !tagOf(value)
  return isDict ? (Object.entries(value) as [string, Value][]) : undefined
}

function kindOf(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'number' || tagOf(value) === '$float') return 'float'
  return typeof value
}

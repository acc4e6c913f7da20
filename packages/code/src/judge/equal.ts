import { equalReals, isFloat, realOf } from '../codec/number.ts'
import { tagOf, type Value } from '../codec/value.ts'
import type { Tolerance } from '../tests/test.ts'

/**
 * Whether two values are equal as Python's `==` has it: numbers by their value (1, 1.0 and True are equal), a list is no
 * tuple, sets and dictionaries in any order, nan equals nothing. With a tolerance, numbers may differ by it where one of
 * the two is a float.
 */
export function equalValues(got: Value, expected: Value, tolerance?: Tolerance): boolean {
  const numbers = equalNumbers(got, expected, tolerance)
  if (numbers !== undefined) return numbers
  const [ours, theirs] = [shapeOf(got), shapeOf(expected)]
  if (ours.kind !== theirs.kind) return false
  switch (ours.kind) {
    case 'list':
    case 'tuple':
      return equalLists(ours.parts, theirs.parts, tolerance)
    case 'set':
      return equalSets(ours.parts, theirs.parts)
    case 'dict':
      return equalDicts(ours.pairs, theirs.pairs, tolerance)
    case 'plain':
      return ours.text === theirs.text
  }
}

/** Undefined where neither is a number. */
function equalNumbers(got: Value, expected: Value, tolerance: Tolerance | undefined): boolean | undefined {
  const [a, b] = [complexOf(got), complexOf(expected)]
  if (!a && !b) return undefined
  if (!a || !b) return false
  if (equalReals(a.real, b.real) && equalReals(a.imaginary, b.imaginary)) return true
  if (!tolerance || !(isFloat(got) || isFloat(expected))) return false
  const [x, y, u, v] = [a.real, b.real, a.imaginary, b.imaginary].map(({ value }) => Number(value))
  const { absolute = 0, relative = 0 } = tolerance
  return Math.hypot(x! - y!, u! - v!) <= absolute + relative * Math.hypot(y!, v!)
}

const zero = { kind: 'integer', value: 0 } as const

function complexOf(value: Value) {
  const real = realOf(value)
  if (real) return { real, imaginary: zero }
  if (tagOf(value) !== '$complex') return undefined
  const [a, b] = (value as { $complex: readonly [Value, Value] }).$complex.map(realOf)
  return a && b && { real: a, imaginary: b }
}

type Pairs = readonly (readonly [Value, Value])[]

/** A value that is no number, by what it is made of. */
interface Shape {
  readonly kind: 'list' | 'tuple' | 'set' | 'dict' | 'plain'
  readonly parts: readonly Value[]
  readonly pairs: Pairs
  readonly text: string
}

const empty = { parts: [], pairs: [], text: '' } as const

export function shapeOf(value: Value): Shape {
  if (Array.isArray(value)) return { ...empty, kind: 'list', parts: value as readonly Value[] }
  const tag = tagOf(value)
  const content = tag === undefined ? undefined : Object.values(value as object)[0]
  switch (tag) {
    case '$tuple':
      return { ...empty, kind: 'tuple', parts: content }
    case '$set':
    case '$frozenset':
      return { ...empty, kind: 'set', parts: content }
    case '$dict':
      return { ...empty, kind: 'dict', pairs: content }
    case '$range':
      return { ...empty, kind: 'plain', text: rangeText(content) }
    case undefined:
      break
    default:
      return { ...empty, kind: 'plain', text: JSON.stringify(value) }
  }
  if (typeof value === 'object' && value !== null)
    return { ...empty, kind: 'dict', pairs: Object.entries(value) as Pairs }
  return { ...empty, kind: 'plain', text: JSON.stringify(value) }
}

/** Ranges are equal where they give the same numbers. */
function rangeText(content: readonly Value[]): string {
  const [start, stop, step] = content.map((part) => BigInt(realOf(part)?.value ?? 0)) as [
    bigint,
    bigint,
    bigint,
  ]
  const span = step > 0n ? stop - start : start - stop
  const size = step < 0n ? -step : step
  const length = span <= 0n || size === 0n ? 0n : (span + size - 1n) / size
  if (length === 0n) return 'range of nothing'
  return `range of ${length} from ${start}${length > 1n ? ` by ${step}` : ''}`
}

const equalLists = (a: readonly Value[], b: readonly Value[], tolerance: Tolerance | undefined): boolean =>
  a.length === b.length && a.every((part, index) => equalValues(part, b[index]!, tolerance))

function equalSets(a: readonly Value[], b: readonly Value[]): boolean {
  const [ours, theirs] = [a, b].map((parts) => new Set(parts.map(keyOf)))
  return ours!.size === theirs!.size && ours!.isSubsetOf(theirs!)
}

function equalDicts(a: Pairs, b: Pairs, tolerance: Tolerance | undefined): boolean {
  const [ours, theirs] = [a, b].map((pairs) => new Map(pairs.map(([key, part]) => [keyOf(key), part])))
  if (ours!.size !== theirs!.size) return false
  return [...ours!].every(([key, part]) => {
    const other = theirs!.get(key)
    return other !== undefined && equalValues(part, other, tolerance)
  })
}

/** A text that is the same for two values exactly where they are equal without a tolerance (but for nan). */
export function keyOf(value: Value): string {
  const number = complexOf(value)
  if (number)
    return `${numberKey(number.real.value)}${number.imaginary.value === 0 ? '' : `+${numberKey(number.imaginary.value)}j`}`
  const { kind, parts, pairs, text } = shapeOf(value)
  if (kind === 'plain') return text
  if (kind === 'dict') return `{${pairs.map(([key, part]) => `${keyOf(key)}:${keyOf(part)}`).toSorted().join()}}` // prettier-ignore
  const keys = parts.map(keyOf)
  return `${kind}(${(kind === 'set' ? [...new Set(keys)].toSorted() : keys).join()})`
}

function numberKey(value: number | bigint): string {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString()
  return value.toString()
}

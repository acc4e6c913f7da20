import { tagOf, type Value } from '../codec/value.ts'

/**
 * Inputs in which an integer that occurs more than once is smaller, everywhere at once: made smaller one by one, equal numbers would no longer
 * be equal. The smallest come first, as in QuickCheck: 0, then half of the way to it, a quarter, and so on.
 */
export function* smallerTogether(inputs: readonly Value[]): Generator<readonly Value[]> {
  const counts = new Map<number, number>()
  for (const number of inputs.flatMap(integersOf)) counts.set(number, (counts.get(number) ?? 0) + 1)
  const repeated = [...counts].flatMap(([number, count]) => (count > 1 && number !== 0 ? [number] : []))
  for (const number of repeated.toSorted((a, b) => Math.abs(b) - Math.abs(a) || a - b)) {
    for (let step = number; step !== 0; step = Math.trunc(step / 2))
      yield inputs.map((value) => replaced(value, number, number - step))
    if (number < 0) yield inputs.map((value) => replaced(value, number, -number))
  }
}

function integersOf(value: Value): readonly number[] {
  if (typeof value === 'number') return Number.isInteger(value) ? [value] : []
  const parts = partsOf(value)
  return parts ? parts.flatMap(integersOf) : []
}

/** Undefined for what is no list, tuple or dictionary. */
function partsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[]
  if (typeof value !== 'object' || value === null) return undefined
  const tag = tagOf(value)
  if (tag === undefined) return Object.values(value)
  return tag === '$tuple' || tag === '$dict' ? (Object.values(value)[0] as readonly Value[]) : undefined
}

function replaced(value: Value, from: number, to: number): Value {
  if (value === from) return to
  if (partsOf(value) === undefined) return value
  if (Array.isArray(value)) return (value as readonly Value[]).map((part) => replaced(part, from, to))
  return Object.fromEntries(
    Object.entries(value as object).map(([key, part]) => [key, replaced(part as Value, from, to)]),
  )
}

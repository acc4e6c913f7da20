import { tagOf, type Value } from './value.ts'

/** A real number of a program under test; an integer of any size is exact. */
export type Real =
  | { readonly kind: 'integer'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }

/** The real number that a value is, as Python counts: True is 1. Undefined for anything else. */
export function realOf(value: Value): Real | undefined {
  if (typeof value === 'boolean') return { kind: 'integer', value: Number(value) }
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'integer' : 'float', value }
  const tag = tagOf(value)
  if (tag === '$int') return { kind: 'integer', value: bigOf((value as { $int: string }).$int) }
  if (tag === '$float')
    return { kind: 'float', value: floatOf((value as { $float: number | string }).$float) }
  return undefined
}

/** Whether a number is, or a complex number's parts are, of floating point. */
export function isFloat(value: Value): boolean {
  return tagOf(value) === '$complex' || realOf(value)?.kind === 'float'
}

/** Exactly, whatever their size: JavaScript compares an integer and a float by their value, as Python does. */
export const equalReals = (a: Real, b: Real): boolean => a.value == b.value

function bigOf(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)
}

const named: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

const floatOf = (content: number | string): number =>
  typeof content === 'number' ? content : (named[content] ?? Number.NaN)

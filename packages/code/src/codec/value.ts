/**
 * Data that crosses the border of a sandbox, and is JSON itself: what JSON has stands for itself (a list is an array, a
 * dictionary with text keys an object), the rest is an object with one key that begins with `$`. Python's 6 is `6`, its
 * 6.0 is `{ $float: 6 }`. There are no classes, no references and no code.
 */
export type Value =
  | null
  | boolean
  /** An integer that a double holds exactly (up to 2^53 - 1), or a number with a fraction. */
  | number
  | string
  | readonly Value[]
  | Tagged
  | { readonly [key: string]: Value }

type Tagged =
  /** Decimal or 0x..., for integers beyond 2^53 - 1. */
  | { readonly $int: string }
  /** A float without a fraction as a number; 'nan', 'inf', '-inf' and '-0' as text. */
  | { readonly $float: number | 'nan' | 'inf' | '-inf' | '-0' }
  | { readonly $complex: readonly [Value, Value] }
  | { readonly $tuple: readonly Value[] }
  | { readonly $set: readonly Value[] }
  | { readonly $frozenset: readonly Value[] }
  /** Hexadecimal. */
  | { readonly $bytes: string }
  /** Start, stop, step: integers. */
  | { readonly $range: readonly [Value, Value, Value] }
  /** Pairs of key and value, in order: for keys that are not text, begin with `$`, or would be reordered as digits. */
  | { readonly $dict: readonly (readonly [Value, Value])[] }
  /** JavaScript's. */
  | { readonly $undefined: true }

export type Tag = Tagged extends infer T ? (T extends unknown ? keyof T & string : never) : never

/** How deep data may be nested. */
export const mostDepth = 64
/** The length of a line that crosses the border, bytes. */
export const mostBytes = 16 * 2 ** 20

/** The one tag of a tagged value, or undefined for other data. */
export function tagOf(value: Value): Tag | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const keys = Object.keys(value)
  return keys.length === 1 && keys[0]!.startsWith('$') ? (keys[0] as Tag) : undefined
}

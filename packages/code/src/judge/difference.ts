import { pythonText } from '../codec/python-text.ts'
import type { Value } from '../codec/value.ts'
import type { Tolerance } from '../tests/test.ts'
import { equalValues, keyOf, shapeOf } from './equal.ts'

/** Where a value first is not what was expected. */
export interface Difference {
  /** As it is written after the value: `[2]['name']`; blank for the value itself. */
  readonly path: string
  /** In words. */
  readonly text: string
}

/** The first difference of a value from what was expected; undefined where they are equal. */
export function firstDifference(got: Value, expected: Value, tolerance?: Tolerance): Difference | undefined {
  return equalValues(got, expected, tolerance) ? undefined : find({ got, expected, tolerance, path: '' })
}

interface Pair {
  readonly got: Value
  readonly expected: Value
  readonly tolerance: Tolerance | undefined
  readonly path: string
}

function find(pair: Pair): Difference {
  const { got, expected, path } = pair
  if (typeof got === 'string' && typeof expected === 'string')
    return { path, text: textDifference(got, expected) }
  const [ours, theirs] = [shapeOf(got), shapeOf(expected)]
  if (ours.kind !== theirs.kind || ours.kind === 'plain') return differs(pair)
  if (ours.kind === 'set') return setDifference(ours.parts, theirs.parts, path)
  if (ours.kind === 'dict') return dictDifference(pair, ours.pairs, theirs.pairs)
  return listDifference(pair, ours.parts, theirs.parts)
}

const brief = (value: Value): string => {
  const text = pythonText(value)
  return text.length <= 200 ? text : `${text.slice(0, 100)} ... ${text.slice(-100)}`.toWellFormed()
}

const kinds = {
  list: 'a list',
  tuple: 'a tuple',
  set: 'a set',
  dict: 'a dictionary',
  plain: undefined,
} as const

function differs({ got, expected, path }: Pair): Difference {
  const [a, b] = [kinds[shapeOf(got).kind], kinds[shapeOf(expected).kind]]
  const kind = a !== b && a && b ? ` (${a} instead of ${b})` : ''
  return { path, text: `${brief(got)} instead of ${brief(expected)}${kind}` }
}

function listDifference(pair: Pair, ours: readonly Value[], theirs: readonly Value[]): Difference {
  const { tolerance, path } = pair
  const shared = Math.min(ours.length, theirs.length)
  for (let index = 0; index < shared; index++) {
    const [got, expected] = [ours[index]!, theirs[index]!]
    if (!equalValues(got, expected, tolerance))
      return find({ got, expected, tolerance, path: `${path}[${index}]` })
  }
  const length = `${ours.length} elements instead of ${theirs.length}`
  const first =
    ours.length > theirs.length
      ? `the first one too many is ${brief(ours[shared]!)}`
      : `the first one missing is ${brief(theirs[shared]!)}`
  return { path, text: `${length}; ${first}` }
}

const list = (parts: readonly Value[]): string => parts.slice(0, 3).map(brief).join(', ')

function setDifference(ours: readonly Value[], theirs: readonly Value[], path: string): Difference {
  const [a, b] = [ours, theirs].map((parts) => new Map(parts.map((part) => [keyOf(part), part])))
  const extra = [...a!].filter(([key]) => !b!.has(key)).map(([, part]) => part)
  const missing = [...b!].filter(([key]) => !a!.has(key)).map(([, part]) => part)
  const words = [
    ...(missing.length > 0 ? [`${missing.length} missing: ${list(missing)}`] : []),
    ...(extra.length > 0 ? [`${extra.length} too many: ${list(extra)}`] : []),
  ]
  return { path, text: words.join('; ') }
}

type Pairs = readonly (readonly [Value, Value])[]

function dictDifference({ tolerance, path }: Pair, ours: Pairs, theirs: Pairs): Difference {
  const mine = new Map(ours.map(([key, part]) => [keyOf(key), part]))
  for (const [key, expected] of theirs) {
    const got = mine.get(keyOf(key))
    if (got === undefined) return { path, text: `the key ${brief(key)} is missing` }
    if (!equalValues(got, expected, tolerance))
      return find({ got, expected, tolerance, path: `${path}[${brief(key)}]` })
  }
  const known = new Set(theirs.map(([key]) => keyOf(key)))
  const extra = ours.find(([key]) => !known.has(keyOf(key)))
  return { path, text: extra ? `the key ${brief(extra[0])} is too many` : 'a nan, which equals nothing' }
}

function textDifference(got: string, expected: string): string {
  let at = 0
  while (at < Math.min(got.length, expected.length) && got[at] === expected[at]) at++
  const around = (text: string) => {
    const [from, to] = [Math.max(0, at - 20), at + 20]
    return `${from > 0 ? '...' : ''}${pythonText(text.slice(from, to).toWellFormed())}${to < text.length ? '...' : ''}`
  }
  return `${around(got)} instead of ${around(expected)}, from character ${at + 1}`
}

import type { Value } from '../codec/value.ts'
import { readPythonText, type PythonCursor } from './python-cursor.ts'

/** Something is no literal: what is not read here is left to Python. */
export class NoLiteral extends Error {
  override name = 'NoLiteral'
}

/**
 * Reads a Python literal at the cursor: None, True, False, numbers, text, bytes, lists, tuples, sets and dictionaries of
 * them. @throws NoLiteral for anything else, and for what two readers could take for different things
 */
export function readLiteral(cursor: PythonCursor): Value {
  cursor.space()
  if (cursor.take('[')) return readParts(cursor, ']').parts
  if (cursor.take('(')) return readTuple(cursor)
  if (cursor.take('{')) return readBraces(cursor)
  for (const [word, value] of constants) if (cursor.word(word)) return value
  return readPythonText(cursor) ?? readNumber(cursor)
}

const constants: readonly (readonly [string, Value])[] = [
  ['None', null],
  ['True', true],
  ['False', false],
]

/** Python's forms of numbers, with a sign. */
const numberForm =
  /[+-]?\s*(?:(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)|((?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][+-]?\d+)?|\d(?:_?\d)*\.?(?:[eE][+-]?\d+)|\d(?:_?\d)*\.)|(\d(?:_?\d)*))(?![\w.])/y

function readNumber(cursor: PythonCursor): Value {
  const found = cursor.match(numberForm)
  if (!found) throw new NoLiteral()
  const [text, based, float, decimal] = found
  const isNegative = text.startsWith('-')
  if (float !== undefined) return floatValue(Number(float.replaceAll('_', '')) * (isNegative ? -1 : 1))
  // Python refuses 007.
  if (decimal !== undefined && /^0\d/.test(decimal)) throw new NoLiteral()
  const size = BigInt((based ?? decimal!).replaceAll('_', ''))
  return integerValue(isNegative ? -size : size)
}

export function integerValue(value: bigint): Value {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : { $int: value.toString() }
}

export function floatValue(value: number): Value {
  if (Number.isNaN(value)) return { $float: 'nan' }
  if (!Number.isFinite(value)) return { $float: value > 0 ? 'inf' : '-inf' }
  if (Object.is(value, -0)) return { $float: '-0' }
  return Number.isInteger(value) ? { $float: value } : value
}

interface Parts {
  readonly parts: readonly Value[]
  readonly comma: boolean
}

/** Up to the closing bracket. */
function readParts(cursor: PythonCursor, close: string): Parts {
  const parts: Value[] = []
  let comma = false
  while (!cursor.take(close)) {
    if (parts.length > 0 && !comma) throw new NoLiteral()
    parts.push(readLiteral(cursor))
    comma = cursor.take(',')
  }
  return { parts, comma }
}

function readTuple(cursor: PythonCursor): Value {
  const { parts, comma } = readParts(cursor, ')')
  return parts.length === 1 && !comma ? parts[0]! : { $tuple: parts }
}

function readBraces(cursor: PythonCursor): Value {
  if (cursor.take('}')) return {}
  const first = readLiteral(cursor)
  if (!cursor.take(':')) {
    const rest = cursor.take(',') ? readParts(cursor, '}').parts : readEnd(cursor)
    return { $set: [first, ...rest] }
  }
  const pairs: [Value, Value][] = [[first, readLiteral(cursor)]]
  while (cursor.take(',') && !cursor.sees('}')) {
    const key = readLiteral(cursor)
    if (!cursor.take(':')) throw new NoLiteral()
    pairs.push([key, readLiteral(cursor)])
  }
  readEnd(cursor)
  return dictionary(pairs)
}

function readEnd(cursor: PythonCursor): readonly Value[] {
  if (!cursor.take('}')) throw new NoLiteral()
  return []
}

/** An object where its keys stand for themselves. Of two equal keys the last counts. */
function dictionary(pairs: readonly [Value, Value][]): Value {
  const isPlain = pairs.every(
    ([key]) => typeof key === 'string' && /^[^$\d]/.test(key) && key !== '__proto__',
  )
  return isPlain ? Object.fromEntries(pairs) : { $dict: pairs }
}

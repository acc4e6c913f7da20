import { mostBytes, mostDepth, type Value } from './value.ts'

/** Something is not data as `Value` describes it. The message says where. */
export class CodecError extends RangeError {
  override name = 'CodecError'
}

/** One line of JSON. @throws CodecError for what is no data, too deep or too large */
export function encodeValue(value: Value): string {
  const text = JSON.stringify(checkedValue(value))
  if (text.length > mostBytes) throw new CodecError(`data of ${text.length} bytes is more than ${mostBytes}`)
  return text
}

/** Reads what `encodeValue`, or a program, wrote; so many lists are the message around the data. @throws CodecError */
export function decodeValue(text: string, around = 0): Value {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new CodecError('data is not JSON', { cause })
  }
  return checkedValue(parsed, around)
}

/** The same, once every part of it is known to be data. @throws CodecError naming the place */
export function checkedValue(value: unknown, around = 0): Value {
  check(value, -around, '')
  return value as Value
}

function check(value: unknown, depth: number, path: string): void {
  if (depth > mostDepth) throw new CodecError(`data is nested deeper than ${mostDepth}`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number') checkNumber(value, path)
  else if (Array.isArray(value)) checkAll(value, depth, path)
  else if (typeof value === 'object') checkObject(value, depth, path)
  else throw wrong(path, `${typeof value} is no data`)
}

function checkNumber(value: number, path: string): void {
  if (!Number.isFinite(value)) throw wrong(path, `${value} is written as {"$float": "..."}`)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw wrong(path, `${value} is written as {"$int": "..."} or {"$float": ...}`)
  if (Object.is(value, -0)) throw wrong(path, '-0 is written as {"$float": "-0"}')
}

function checkAll(values: readonly unknown[], depth: number, path: string): void {
  for (let index = 0; index < values.length; index++) check(values[index], depth + 1, `${path}[${index}]`)
}

function checkObject(value: object, depth: number, path: string): void {
  const entries = Object.entries(value)
  const tag = entries.find(([key]) => key.startsWith('$'))?.[0]
  if (tag === undefined) {
    for (const [key, part] of entries) check(part, depth + 1, `${path}.${key}`)
    return
  }
  const test = Object.hasOwn(tags, tag) ? tags[tag] : undefined
  if (!test || entries.length !== 1)
    throw wrong(path, `an object with ${JSON.stringify(tag)} must be a tag alone`)
  test(entries[0]![1], depth, `${path}.${tag}`)
}

const tags: Readonly<Record<string, (content: unknown, depth: number, path: string) => void>> = {
  $int: (content, _, path) => {
    if (typeof content !== 'string' || !/^-?(\d{1,20000}|0x[\da-f]+)$/.test(content))
      throw wrong(path, 'expected decimal digits or 0x...')
  },
  $float: (content, _, path) => {
    const known = typeof content === 'number' ? Number.isFinite(content) : floats.has(content)
    if (!known) throw wrong(path, `expected a number or ${[...floats].join(', ')}`)
  },
  $complex: (content, depth, path) => checkList(content, depth, { path, length: 2 }),
  $tuple: (content, depth, path) => checkList(content, depth, { path }),
  $set: (content, depth, path) => checkList(content, depth, { path }),
  $frozenset: (content, depth, path) => checkList(content, depth, { path }),
  $bytes: (content, _, path) => {
    if (typeof content !== 'string' || !/^([\da-f]{2})*$/.test(content))
      throw wrong(path, 'expected hexadecimal')
  },
  $range: (content, depth, path) => checkList(content, depth, { path, length: 3 }),
  $dict: (content, depth, path) => {
    if (!Array.isArray(content)) throw wrong(path, 'expected pairs')
    for (const [index, pair] of content.entries())
      checkList(pair, depth + 1, { path: `${path}[${index}]`, length: 2 })
  },
  $undefined: (content, _, path) => {
    if (content !== true) throw wrong(path, 'expected true')
  },
}

const floats: ReadonlySet<unknown> = new Set(['nan', 'inf', '-inf', '-0'])

function checkList(
  content: unknown,
  depth: number,
  { path, length }: { readonly path: string; readonly length?: number },
): void {
  if (!Array.isArray(content) || (length !== undefined && content.length !== length))
    throw wrong(path, `expected a list${length === undefined ? '' : ` of ${length}`}`)
  checkAll(content, depth, path)
}

function wrong(path: string, rule: string): CodecError {
  return new CodecError(`data${path.slice(0, 200)}: ${rule}`)
}

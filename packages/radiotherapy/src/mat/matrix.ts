import { Elements, miMatrix, textOf, type MatElement } from './elements.ts'
import { elementsOf, type MatValue } from './mat-value.ts'

/** Classes of arrays: MAT-File Format, table 1-3. */
const classes = {
  cell: 1,
  struct: 2,
  object: 3,
  char: 4,
  sparse: 5,
  firstNumeric: 6,
  lastNumeric: 15,
} as const
const complexFlag = 0x08
/** Deeper than anything that somebody wrote. */
const deepest = 32

type Refuse = (rule: string) => Error

/** An array with its name; of one that is not wanted only the name. */
export interface NamedMatValue {
  readonly name: string
  readonly value: MatValue | undefined
}

const nothing: MatValue = { kind: 'numbers', size: [0, 0], values: new Float64Array() }

/**
 * The array in an element of type miMATRIX.
 * @throws What `refuse` makes, for what the format does not allow and for complex numbers.
 */
export function matrixOf(
  { type, bytes }: MatElement,
  refuse: Refuse,
  {
    isWanted = () => true,
    depth = 0,
  }: { readonly isWanted?: (name: string) => boolean; readonly depth?: number } = {},
): NamedMatValue {
  if (type !== miMatrix) throw refuse(`expected an array, got an element of type ${type}`)
  if (depth > deepest) throw refuse(`expected arrays in each other at most ${deepest} deep`)
  // How an empty array is written within others.
  if (bytes.length === 0) return { name: '', value: nothing }
  const parts = new Elements(bytes, refuse)
  const [flags = 0] = parts.numbers()
  const kind = flags & 0xff
  if (kind > classes.lastNumeric) return { name: '', value: { kind: 'opaque' } }
  const size = sizeOf(parts, refuse)
  const name = parts.text()
  if (!isWanted(name)) return { name, value: undefined }
  if ((flags >>> 8) & complexFlag) throw refuse('expected real numbers, got complex ones')
  return { name, value: valueOf(parts, { kind, size, depth: depth + 1 }, refuse) }
}

function sizeOf(parts: Elements, refuse: Refuse): readonly number[] {
  const size = [...parts.numbers()]
  if (size.length >= 2 && size.every((length) => length >= 0)) return size
  throw refuse(`expected a size, got ${size.join(' x ')}`)
}

interface Head {
  readonly kind: number
  readonly size: readonly number[]
  readonly depth: number
}

function valueOf(parts: Elements, { kind, size, depth }: Head, refuse: Refuse): MatValue {
  const count = elementsOf(size)
  const child = (): MatValue => matrixOf(parts.next(), refuse, { depth }).value!
  switch (kind) {
    case classes.cell:
      return { kind: 'cell', size, items: Array.from({ length: count }, child) }
    case classes.object:
      // The name of the class.
      parts.next()
      return { kind: 'struct', size, items: structsOf(parts, count, child) }
    case classes.struct:
      return { kind: 'struct', size, items: structsOf(parts, count, child) }
    case classes.char:
      return { kind: 'text', size, text: parts.isAtEnd ? '' : charactersOf(parts) }
    case classes.sparse:
      return { kind: 'sparse', size, rows: parts.numbers(), starts: parts.numbers(), values: parts.numbers() }
    default: {
      if (kind < classes.firstNumeric) throw refuse(`expected a class of array, got ${kind}`)
      const values = parts.numbers()
      if (values.length !== count) throw refuse(`expected ${count} numbers, got ${values.length}`)
      return { kind: 'numbers', size, values }
    }
  }
}

function charactersOf(parts: Elements): string {
  const element = parts.next()
  const isUtf8 = element.type === 16
  return isUtf8 ? new TextDecoder().decode(element.bytes) : textOf(parts.decoded(element))
}

/** Structure after structure, each with all fields. */
function structsOf(
  parts: Elements,
  count: number,
  child: () => MatValue,
): Readonly<Record<string, MatValue>>[] {
  const [width = 0] = parts.numbers()
  const names = parts.text()
  const fields = Array.from({ length: width === 0 ? 0 : names.length / width }, (_, at) =>
    names.slice(at * width, (at + 1) * width).replace(/\0.*$/s, ''),
  )
  return Array.from({ length: count }, () => Object.fromEntries(fields.map((field) => [field, child()])))
}

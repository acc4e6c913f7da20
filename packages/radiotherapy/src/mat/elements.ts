import type { Numbers } from '../hdf5/library.ts'

/** Types of data elements: MAT-File Format, table 1-1. */
export const miMatrix = 14
export const miCompressed = 15

/** What elements of numbers are held in. */
const arrays: Readonly<
  Record<number, { new (buffer: ArrayBuffer): ArrayLike<number | bigint>; BYTES_PER_ELEMENT: number }>
> = {
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: Float32Array,
  9: Float64Array,
  12: BigInt64Array,
  13: BigUint64Array,
  16: Uint8Array,
  17: Uint16Array,
  18: Uint32Array,
}

/** A data element: its type, and its bytes. */
export interface MatElement {
  readonly type: number
  readonly bytes: Uint8Array
}

/** Data elements one after the other. */
export class Elements {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #refuse: (rule: string) => Error
  #at = 0

  /** @param refuse Makes the error for what is wrong. */
  constructor(bytes: Uint8Array, refuse: (rule: string) => Error) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#refuse = refuse
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): MatElement {
    const first = this.#word(0)
    // Where it fits, its length is in the upper half of the first word and its data are in the second.
    const isSmall = first >>> 16 !== 0
    const [type, length] = isSmall ? [first & 0xff_ff, first >>> 16] : [first, this.#word(4)]
    const from = this.#at + (isSmall ? 4 : 8)
    if (from + length > this.#bytes.length)
      throw this.#refuse(`expected ${length} more bytes: the file is cut off`)
    this.#at = isSmall ? this.#at + 8 : from + 8 * Math.ceil(length / 8)
    return { type, bytes: this.#bytes.subarray(from, from + length) }
  }

  numbers(): Numbers {
    return this.decoded(this.next())
  }

  decoded({ type, bytes }: MatElement): Numbers {
    const array = arrays[type]
    if (!array || bytes.length % array.BYTES_PER_ELEMENT !== 0)
      throw this.#refuse(`expected numbers, got ${bytes.length} bytes of type ${type}`)
    // A copy is where an array of that width may begin.
    const values = new array(Uint8Array.from(bytes).buffer)
    const isLong = type === 12 || type === 13
    return isLong ? Float64Array.from(values as ArrayLike<bigint>, Number) : (values as unknown as Numbers)
  }

  text(): string {
    return textOf(this.numbers())
  }

  #word(after: number): number {
    if (this.#at + after + 4 > this.#bytes.length)
      throw this.#refuse('expected more bytes: the file is cut off')
    return this.#view.getUint32(this.#at + after, true)
  }
}

/** Characters by their codes. */
export const textOf = (codes: Numbers): string =>
  Array.from(codes, (code) => String.fromCodePoint(code)).join('')

import type { DataSet } from 'dicom-parser'

import { CaseError } from '../errors.ts'
import { tags, type Keyword } from './tags.ts'

/** The fields of a DICOM file, or of an item of a sequence in it: what is missing or wrong is a CaseError that names it. */
export class Fields {
  /** The file. */
  readonly source: string
  readonly #data: DataSet
  readonly #path: string

  constructor(source: string, data: DataSet, path = '') {
    this.source = source
    this.#data = data
    this.#path = path
  }

  /** An error about a field of this file. */
  wrong(field: Keyword, rule: string, cause?: unknown): CaseError {
    return new CaseError(this.source, { field: `${this.#path}${field}`, rule, cause })
  }

  has(field: Keyword): boolean {
    const element = this.#data.elements[key(field)]
    return element !== undefined && (element.length > 0 || element.items !== undefined)
  }

  /** The text of a field that has to be there. */
  text(field: Keyword): string {
    const text = this.optionalText(field)
    if (text === undefined) throw this.wrong(field, 'expected a value, got none')
    return text
  }

  optionalText(field: Keyword): string | undefined {
    const text = this.#data.string(key(field))?.trim()
    return text === '' ? undefined : text
  }

  /** A whole number of 16 bits. */
  word(field: Keyword): number {
    const element = this.#data.elements[key(field)]
    const value = element?.length === 2 ? this.#data.uint16(key(field)) : undefined
    if (value === undefined) throw this.wrong(field, 'expected a number of 16 bits, got none')
    return value
  }

  /** The decimal numbers of a field, as many as `count` where that is given. */
  numbers(field: Keyword, count?: number): Float64Array {
    const texts = this.text(field).split('\\')
    if (count !== undefined && texts.length !== count)
      throw this.wrong(field, `expected ${count} numbers, got ${texts.length}`)
    return Float64Array.from(texts, (text) => {
      const number = text.trim() === '' ? NaN : Number(text)
      if (!Number.isFinite(number)) throw this.wrong(field, `expected numbers, got ${JSON.stringify(text)}`)
      return number
    })
  }

  number(field: Keyword): number {
    return this.numbers(field, 1)[0]!
  }

  optionalNumber(field: Keyword): number | undefined {
    return this.has(field) ? this.number(field) : undefined
  }

  /** The items of a sequence; none where it is not there. */
  items(field: Keyword): readonly Fields[] {
    const items = this.#data.elements[key(field)]?.items ?? []
    return items.map((item, index) => {
      const path = `${this.#path}${field}[${index}].`
      if (!item.dataSet) throw this.wrong(field, `expected item ${index} to hold fields`)
      return new Fields(this.source, item.dataSet, path)
    })
  }

  /** The bytes of a field that is not compressed. */
  bytes(field: Keyword): Uint8Array {
    const element = this.#data.elements[key(field)]
    if (!element) throw this.wrong(field, 'expected bytes, got none')
    if (element.encapsulatedPixelData) throw this.wrong(field, 'expected bytes that are not compressed')
    const { byteArray } = this.#data
    if (element.dataOffset + element.length > byteArray.length)
      throw this.wrong(field, `expected ${element.length} bytes, the file ends before`)
    return byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
  }
}

const key = (field: Keyword): string => `x${tags[field]}`

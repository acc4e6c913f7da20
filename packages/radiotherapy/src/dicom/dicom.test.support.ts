import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'

import { tags, type Keyword } from './tags.ts'

/** The folder of 44 synthetic files of the C-shape; undefined where it is missing. */
export const folder = sharedPath('ref/radiotherapy/dicom_cshape')

export const bytesOf = async (name: string): Promise<Buffer> => readFile(join(folder!, name))

/** Where the value of an element of an explicit little-endian file begins, and its length. */
function place(bytes: Buffer, field: Keyword): { readonly from: number; readonly length: number } {
  const tag = Buffer.alloc(4)
  tag.writeUInt16LE(Number.parseInt(tags[field].slice(0, 4), 16), 0)
  tag.writeUInt16LE(Number.parseInt(tags[field].slice(4), 16), 2)
  // The same bytes may be a value: a representation follows the tag of an element.
  let at = bytes.indexOf(tag)
  while (at >= 0 && !/^[A-Z]{2}$/.test(bytes.toString('latin1', at + 4, at + 6)))
    at = bytes.indexOf(tag, at + 1)
  if (at < 0) throw new Error(`no ${field} in the file`)
  const isLong = ['OB', 'OW', 'SQ'].includes(bytes.toString('latin1', at + 4, at + 6))
  return isLong
    ? { from: at + 12, length: bytes.readUInt32LE(at + 8) }
    : { from: at + 8, length: bytes.readUInt16LE(at + 6) }
}

/** A copy of a file in which the first value of a field is another one; a longer text only outside of sequences. */
export function withValue(bytes: Buffer, field: Keyword, value: string | number): Buffer {
  const changed = Buffer.from(bytes)
  const { from, length } = place(bytes, field)
  if (typeof value === 'number') {
    changed.writeUInt16LE(value, from)
    return changed
  }
  const text = Buffer.from(value.padEnd(Math.max(length, value.length + (value.length % 2)), ' '), 'latin1')
  changed.writeUInt16LE(text.length, from - 2)
  return Buffer.concat([changed.subarray(0, from), text, changed.subarray(from + length)])
}

/** A copy of a file without a field. */
export function withoutField(bytes: Buffer, field: Keyword): Buffer {
  const { from, length } = place(bytes, field)
  const isLong = ['OB', 'OW', 'SQ'].includes(bytes.toString('latin1', from - 8, from - 6))
  return Buffer.concat([bytes.subarray(0, from - (isLong ? 12 : 8)), bytes.subarray(from + length)])
}

import { createHash } from 'node:crypto'

/** Numbers as text that JSON holds, bit for bit. */
export const packed = (values: Float64Array): string => Buffer.from(littleEndian(values)).toString('base64')

export function unpacked(text: string): Float64Array {
  const view = new DataView(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
  return Float64Array.from({ length: view.byteLength / 8 }, (_, index) => view.getFloat64(8 * index, true))
}

/** SHA-256 of numbers as 64-bit little-endian floats, in hexadecimal: the same on every machine. */
export const hashOf = (values: Float64Array): string =>
  createHash('sha256').update(littleEndian(values)).digest('hex')

/** SHA-256 of numbers as this machine keeps them. */
export const hashOfBytes = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')

export const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex')

function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length))
  for (const [index, value] of values.entries()) view.setFloat64(8 * index, value, true)
  return new Uint8Array(view.buffer)
}

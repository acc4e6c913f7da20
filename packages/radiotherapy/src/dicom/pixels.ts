import type { Fields } from './fields.ts'

/**
 * The numbers of PixelData, as they are stored.
 * @param count How many there have to be.
 * @throws CaseError naming the field: PixelData of another length, or pixels of other than 16 or 32 bits.
 */
export function pixelsOf(fields: Fields, count: number): Uint16Array | Int16Array | Uint32Array | Int32Array {
  const bits = fields.word('BitsAllocated')
  if (bits !== 16 && bits !== 32) throw fields.wrong('BitsAllocated', `expected 16 or 32, got ${bits}`)
  const samples = fields.word('SamplesPerPixel')
  if (samples !== 1) throw fields.wrong('SamplesPerPixel', `expected 1, got ${samples}`)
  const isSigned = fields.word('PixelRepresentation') === 1
  const bytes = fields.bytes('PixelData')
  const expected = (count * bits) / 8
  // An odd number of bytes is padded; pixels here are even.
  if (bytes.length !== expected)
    throw fields.wrong(
      'PixelData',
      `expected ${expected} bytes, which are ${count} pixels of ${bits} bits, got ${bytes.length}`,
    )
  const { buffer } = Uint8Array.from(bytes)
  if (bits === 16) return isSigned ? new Int16Array(buffer) : new Uint16Array(buffer)
  return isSigned ? new Int32Array(buffer) : new Uint32Array(buffer)
}

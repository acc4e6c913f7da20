/** A fingerprint: which of so many properties a molecule has. */
export interface BitVector {
  /** Number of bits. */
  readonly size: number
  /** The bits, 32 in a word, the lowest first. */
  readonly words: Uint32Array
}

/** @throws {RangeError} for a size that is not a whole number from 1 up, or a bit outside it */
export function bitVector(size: number, bits: Iterable<number>): BitVector {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`Expected the size of a fingerprint to be a whole number from 1 up, got ${size}`)
  const words = new Uint32Array(Math.ceil(size / 32))
  for (const bit of bits) {
    if (!(bit >= 0 && bit < size)) throw new RangeError(`Expected a bit from 0 to ${size - 1}, got ${bit}`)
    words[bit >>> 5]! |= 1 << (bit & 31)
  }
  return { size, words }
}

/** The numbers of the bits that are set, in order. */
export function bitsOf({ size, words }: BitVector): number[] {
  const bits: number[] = []
  for (let bit = 0; bit < size; bit++) if ((words[bit >>> 5]! >>> (bit & 31)) & 1) bits.push(bit)
  return bits
}

/** How many bits are set. */
export function countBits({ words }: BitVector): number {
  let count = 0
  for (const word of words) count += ones(word)
  return count
}

/**
 * How many bits are set in both.
 * @throws {RangeError} for fingerprints of different sizes
 */
export function countShared(a: BitVector, b: BitVector): number {
  if (a.size !== b.size)
    throw new RangeError(`Expected two fingerprints of one size, got ${a.size} and ${b.size} bits`)
  let count = 0
  for (let index = 0; index < a.words.length; index++) count += ones(a.words[index]! & b.words[index]!)
  return count
}

/** The number of ones in a word of 32 bits, summed in pairs, then fours, then bytes. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

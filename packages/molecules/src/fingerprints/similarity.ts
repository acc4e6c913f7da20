import { countBits, countShared, type BitVector } from './bit-vector.ts'

/**
 * How much of what either has both have, from 0 to 1: Tanimoto's coefficient. Two empty fingerprints are alike.
 * @throws {RangeError} for fingerprints of different sizes
 */
export function tanimoto(a: BitVector, b: BitVector): number {
  return tversky(a, b, { alpha: 1, beta: 1 })
}

/** How much counts against likeness what one has and the other has not; 0 not at all, 1 fully. */
export interface TverskyWeights {
  /** What only the first has. */
  readonly alpha: number
  /** What only the second has. */
  readonly beta: number
}

/**
 * Likeness from 0 to 1 with unequal sides (A. Tversky, Psychological Review 1977, 84, 327): shared / (shared +
 * alpha * only the first + beta * only the second). Alpha 0 and beta 1 ask how much of the second is in the first.
 * @throws {RangeError} for fingerprints of different sizes, or a weight that is negative or not a number
 */
export function tversky(a: BitVector, b: BitVector, { alpha, beta }: TverskyWeights): number {
  for (const [name, weight] of Object.entries({ alpha, beta })) {
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`Expected ${name} to be a number from 0 up, got ${weight}`)
  }
  const shared = countShared(a, b)
  const all = shared + alpha * (countBits(a) - shared) + beta * (countBits(b) - shared)
  return all === 0 ? 1 : shared / all
}

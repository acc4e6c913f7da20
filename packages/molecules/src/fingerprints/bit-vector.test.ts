import { describe, expect, test } from 'vitest'

import { bitsOf, bitVector, countBits, countShared } from './bit-vector.ts'
import { tanimoto, tversky } from './similarity.ts'

const all = (size: number) => Array.from({ length: size }, (_, bit) => bit)

describe('a bit vector', () => {
  test.each([1, 31, 32, 33, 167, 2_048])('of %d bits holds each of them', (size) => {
    const full = bitVector(size, all(size))
    expect(bitsOf(full)).toEqual(all(size))
    expect(countBits(full)).toBe(size)
    for (const bit of [0, size - 1]) {
      const one = bitVector(size, [bit, bit])
      expect(bitsOf(one)).toEqual([bit])
      expect(countShared(full, one)).toBe(1)
    }
  })

  test.each([0, -1, 1.5, NaN])('of %d bits is refused', (size) => {
    expect(() => bitVector(size, [])).toThrow(
      new RangeError(`Expected the size of a fingerprint to be a whole number from 1 up, got ${size}`),
    )
  })

  test('refuses bits outside it', () => {
    expect(() => bitVector(8, [8])).toThrow(new RangeError('Expected a bit from 0 to 7, got 8'))
    expect(() => bitVector(8, [-1])).toThrow(RangeError)
  })
})

describe('likeness', () => {
  const [a, b] = [bitVector(64, [1, 2, 3, 40]), bitVector(64, [2, 3, 50])]

  test('after Tanimoto is the share of what both have', () => {
    expect(tanimoto(a, b)).toBe(2 / 5)
    expect(tanimoto(a, a)).toBe(1)
    expect(tanimoto(a, bitVector(64, []))).toBe(0)
  })

  test('after Tversky weighs what only one has', () => {
    expect(tversky(a, b, { alpha: 0, beta: 1 })).toBe(2 / 3)
    expect(tversky(a, b, { alpha: 1, beta: 0 })).toBe(2 / 4)
    expect(tversky(a, b, { alpha: 0.5, beta: 0.5 })).toBe(2 / 3.5)
    expect(tversky(b, a, { alpha: 1, beta: 0 })).toBe(2 / 3)
  })

  test('of two empty fingerprints is 1, as in RDKit', () => {
    const empty = bitVector(64, [])
    expect(tanimoto(empty, empty)).toBe(1)
    expect(tversky(empty, a, { alpha: 1, beta: 0 })).toBe(1)
  })

  test('is refused for different sizes and impossible weights', () => {
    expect(() => tanimoto(a, bitVector(32, []))).toThrow(
      new RangeError('Expected two fingerprints of one size, got 64 and 32 bits'),
    )
    expect(() => tversky(a, b, { alpha: -1, beta: 0 })).toThrow(
      new RangeError('Expected alpha to be a number from 0 up, got -1'),
    )
    expect(() => tversky(a, b, { alpha: 1, beta: NaN })).toThrow('beta')
  })
})

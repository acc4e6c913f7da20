import { describe, expect, it } from 'vitest'

import { paperBatches } from './paper-batches.ts'

describe('paperBatches', () => {
  it('are those of the paper’s program for 50 training questions and the seed 42', () => {
    expect(paperBatches(50)).toEqual([
      [13, 39, 30],
      [45, 17, 48],
      [26, 25, 32],
      [19, 12, 4],
      [5, 23, 30],
      [42, 7, 40],
      [24, 20, 12],
      [13, 47, 29],
      [23, 32, 40],
      [49, 43, 19],
      [36, 42, 37],
      [17, 11, 38],
    ])
  })

  // numpy.random.seed(s); a = numpy.arange(n); numpy.random.shuffle(a) with NumPy 2.4.6.
  it('follow NumPy for other seeds and sizes', () => {
    const first = (items: number, seed: number) =>
      paperBatches(items, { seed, batchSize: 10, perEpoch: 1, epochs: 2 })
    expect(first(10, 0)).toEqual([
      [2, 8, 4, 9, 1, 6, 7, 3, 0, 5],
      [9, 6, 8, 4, 5, 0, 2, 7, 3, 1],
    ])
    expect(first(200, 42)).toEqual([
      [95, 15, 30, 158, 128, 115, 69, 170, 174, 45],
      [129, 75, 108, 1, 142, 138, 190, 26, 119, 25],
    ])
    expect(first(1000, 2 ** 32 - 1)).toEqual([
      [94, 405, 819, 632, 217, 169, 449, 275, 165, 828],
      [455, 702, 256, 47, 741, 648, 942, 212, 202, 644],
    ])
  })

  it('refuse what can not be', () => {
    expect(() => paperBatches(11)).toThrow(
      new RangeError('Expected at least 12 items, which is what an epoch uses, got 11'),
    )
    expect(() => paperBatches(50, { batchSize: 0 })).toThrow(
      'Expected batchSize to be a whole number from 1 up, got 0',
    )
    expect(() => paperBatches(50, { seed: -1 })).toThrow(RangeError)
  })
})

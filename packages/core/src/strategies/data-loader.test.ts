import { describe, expect, it } from 'vitest'

import { DataLoader } from './data-loader.ts'

describe('DataLoader', () => {
  it('makes batches of whole epochs from the seed and the step alone', () => {
    const loader = new DataLoader([1, 2, 3, 4, 5], { batchSize: 2, seed: 1 })
    const epoch = [0, 1, 2].map((step) => loader.batch(step))
    expect(epoch.map(({ length }) => length)).toEqual([2, 2, 1])
    expect(epoch.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
    expect(loader.batch(4)).toEqual(new DataLoader([1, 2, 3, 4, 5], { batchSize: 2, seed: 1 }).batch(4))
    expect(() => new DataLoader([], { batchSize: 1, seed: 1 })).toThrow('at least one item')
    expect(() => new DataLoader([1], { batchSize: 0, seed: 1 })).toThrow('batch size')
  })
})

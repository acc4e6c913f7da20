import { describe, expect, it } from 'vitest'

import { DataLoader, type DataLoaderState } from './data-loader.ts'

const five = [1, 2, 3, 4, 5]
const sorted = (items: readonly number[]) => items.toSorted((a, b) => a - b)

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

  it('draws with replacement where it is asked to, again from the seed and the step alone', () => {
    const options = { batchSize: 8, seed: 1, replacement: true }
    const loader = new DataLoader(five, options)
    const batches = Array.from({ length: 200 }, (_, step) => loader.batch(step))
    expect(batches.every(({ length }) => length === 8)).toBe(true)
    expect(loader.batch(7)).toEqual(new DataLoader(five, options).batch(7))
    expect(loader.batch(7)).not.toEqual(loader.batch(8))
    const counts = five.map((item) => batches.flat().filter((drawn) => drawn === item).length)
    // 1600 draws: 320 of each are expected, with a standard deviation of 16.
    for (const count of counts) expect(Math.abs(count - 320)).toBeLessThan(64)
  })

  it('walks through the batches', () => {
    const loader = new DataLoader(five, { batchSize: 2, seed: 1 })
    const walked = Array.from({ length: 7 }, () => loader.next())
    expect(walked).toEqual(Array.from({ length: 7 }, (_, step) => loader.batch(step)))
  })

  it('goes on exactly where the state of another one was taken', () => {
    for (const replacement of [false, true]) {
      const options = { batchSize: 2, seed: 3, replacement }
      const loader = new DataLoader(five, options)
      for (let step = 0; step < 4; step++) loader.next()
      const state = JSON.parse(JSON.stringify(loader.state())) as DataLoaderState
      expect(state).toMatchObject({ seed: 3, step: 4 })
      const resumed = new DataLoader(five, { ...options, state })
      for (let step = 0; step < 4; step++) expect(resumed.next()).toEqual(loader.next())
    }
  })

  it('refuses the state of another loader, and one with no possible step', () => {
    const options = { batchSize: 2, seed: 3 }
    const state = new DataLoader(five, options).state()
    const resume = (items: number[], changed: object) => () =>
      new DataLoader(items, { ...options, ...changed, state })
    expect(resume(five, { seed: 4 })).toThrow(
      new TypeError('Expected the state of a data loader with the same seed (4), got one with 3'),
    )
    expect(resume(five, { batchSize: 3 })).toThrow(/the same batchSize \(3\), got one with 2/)
    expect(resume(five, { replacement: true })).toThrow(/the same replacement \(true\)/)
    expect(resume([1, 2, 3, 4], {})).toThrow(/the same items \(4\), got one with 5/)
    for (const step of [-1, 0.5, NaN]) {
      expect(() => new DataLoader(five, { ...options, state: { ...state, step } })).toThrow(
        new RangeError(`Expected a state's step to be a whole number from 0 up, got ${step}`),
      )
    }
  })

  it('gives an epoch, or what is left of it, to a loop', () => {
    const loader = new DataLoader(five, { batchSize: 2, seed: 1 })
    expect(sorted([...loader].flat())).toEqual(five)
    const seen: number[] = []
    for (const batch of loader) {
      seen.push(...batch)
      break
    }
    expect(loader.state().step).toBe(4)
    expect(sorted([...seen, ...[...loader].flat()])).toEqual(five)
    expect([...loader]).toHaveLength(3)
  })
})

import { describe, expect, it } from 'vitest'

import { random } from '../run/random.ts'
import { fairCoinTail, pairedBootstrap, pairedDifferences, signTest } from './paired-tests.ts'

const items = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([id, score]) => ({ id, score }))

describe('pairedDifferences', () => {
  it('pairs the items by id and leaves out what only one was judged on', () => {
    const differences = pairedDifferences(items({ c: 5, a: 2, new: 9 }), items({ a: 1, b: 7, c: 8 }))
    expect(differences).toEqual([-3, 1])
  })

  it('refuses what can not be paired', () => {
    const some = items({ a: 1 })
    expect(() => pairedDifferences(undefined, some)).toThrow(
      new TypeError("Expected the child's evaluation to have items: a paired test compares item by item"),
    )
    expect(() => pairedDifferences(some, [])).toThrow("the parent's evaluation to have items")
    expect(() => pairedDifferences(some, items({ b: 1 }))).toThrow(
      new TypeError("Expected the child's and the parent's evaluation to have an item id in common"),
    )
    expect(() => pairedDifferences([...some, ...some], some)).toThrow(
      new TypeError("Expected item ids to be unique in the child's evaluation, got 'a' twice"),
    )
    expect(() => pairedDifferences(some, items({ a: NaN }))).toThrow(
      new RangeError("Expected the score of item 'a' of the parent to be finite, got NaN"),
    )
  })
})

describe('fairCoinTail', () => {
  // python3 -c 'from scipy.stats import binomtest
  // for k, n in [(0, 5), (5, 5), (8, 10), (5, 10), (59, 100), (520, 1000), (600, 1000), (1000, 1000)]:
  //     print(k, n, binomtest(k, n, alternative="greater").pvalue)'    # scipy 1.17.1
  it.each([
    [0, 5, 1.0],
    [5, 5, 0.03125],
    [8, 10, 0.0546875],
    [5, 10, 0.623046875],
    [59, 100, 0.04431304005703379],
    [520, 1000, 0.10872414660207075],
    [600, 1000, 1.3642320780329735e-10],
    [1000, 1000, 9.332636185032189e-302],
  ])('gives what scipy gives for %i of %i', (heads, tosses, p) => {
    expect(Math.abs(fairCoinTail(heads, tosses) / p - 1)).toBeLessThan(1e-11)
  })

  it('is a probability where single terms are far below the smallest number', () => {
    expect(fairCoinTail(0, 20_000)).toBeCloseTo(1, 9)
    expect(fairCoinTail(10_000, 19_999)).toBeCloseTo(0.5, 9)
    expect(fairCoinTail(0, 0)).toBe(1)
  })
})

describe('signTest', () => {
  it('counts wins and losses, and drops ties', () => {
    expect(signTest([1, 2, 0.1, 4, 5, -3, 0, 0, 7, 8, -0.5, 2])).toBeCloseTo(0.0546875, 12)
    expect(signTest([0, 0])).toBe(1)
  })
})

describe('pairedBootstrap', () => {
  const mixed = [0.3, -0.2, 0.1, 0.4, -0.1, 0.2, 0.0, -0.3, 0.5, 0.1]

  // python3 -c 'import numpy as np; from scipy.stats import bootstrap
  // d = [0.3, -0.2, 0.1, 0.4, -0.1, 0.2, 0.0, -0.3, 0.5, 0.1]
  // for s in (d, [1, 1, -1, 0, 1, 1, -1, 1], [-x for x in d]):
  //     r = bootstrap((s,), np.mean, n_resamples=1_000_000, method="percentile", rng=1, batch=10000)
  //     print((r.bootstrap_distribution <= 1e-12).mean())'    # scipy 1.17.1
  it.each([
    [mixed, 0.111785],
    [[1, 1, -1, 0, 1, 1, -1, 1], 0.157699],
    [mixed.map((difference) => -difference), 0.911145],
  ])('gives what the bootstrap of scipy gives for %j', (differences, p) => {
    // 100000 resamples have a standard error of 0.0012 at most.
    expect(Math.abs(pairedBootstrap(differences, 100_000, random(1)) - p)).toBeLessThan(0.006)
  })

  it('is certain where all items agree, and counts a tie as no improvement', () => {
    expect(pairedBootstrap([1, 2, 3], 100, random(1))).toBe(0)
    expect(pairedBootstrap([0, 0, 0], 100, random(1))).toBe(1)
    expect(pairedBootstrap([-1], 100, random(1))).toBe(1)
  })

  it('takes a sum that only rounding lifts above 0 as a tie', () => {
    // 0.1 + 0.2 - 0.3 leaves 5.6e-17; in whole numbers nothing is rounded. A tie occurs in 6 of 27 resamples.
    const whole = pairedBootstrap([1, 2, -3], 10_000, random(2))
    expect(pairedBootstrap([0.1, 0.2, -0.3], 10_000, random(2))).toBe(whole)
  })

  it('gives the same for the same seed', () => {
    expect(pairedBootstrap(mixed, 500, random(7))).toBe(pairedBootstrap(mixed, 500, random(7)))
  })
})

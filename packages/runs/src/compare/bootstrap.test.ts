import { requirePythonModule, runPython } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { bootstrapInterval, mean, median, pairedDifference } from './bootstrap.ts'

const alone = (values: readonly number[]): number[][] => values.map((value) => [value])
const values = [0.3, -0.2, 0.1, 0.4, -0.1, 0.2, 0.0, -0.3, 0.5, 0.1, 1.7, 0.25]

/** What SciPy makes of values by so many resamples: intervals of 95 % of the mean and of the median, and the share of means not above 0. */
const program = `
import json, sys
import numpy as np
from scipy import stats

values = json.load(sys.stdin)
drawn = [stats.bootstrap((np.array(values),), statistic, n_resamples=100000, method='percentile', random_state=1, batch=10000)
         for statistic in (np.mean, np.median)]
print(json.dumps({
    'intervals': [[one.confidence_interval.low, one.confidence_interval.high] for one in drawn],
    'notAbove': float(np.mean(drawn[0].bootstrap_distribution <= 1e-12)),
}))
`

interface Drawn {
  readonly intervals: readonly (readonly [number, number])[]
  readonly notAbove: number
}

describe.skipIf(!requirePythonModule('scipy'))('against SciPy', { timeout: 60_000 }, () => {
  it('gives its percentile interval, and its share of means that are not above 0', () => {
    const drawn = JSON.parse(runPython(program, values)) as Drawn
    const settings = { seed: 1, resamples: 50_000 }
    for (const [place, statistic] of [mean, median].entries()) {
      const { from, to } = bootstrapInterval(alone(values), statistic, settings)
      const [low, high] = drawn.intervals[place]!
      expect(Math.abs(from - low)).toBeLessThan(0.01)
      expect(Math.abs(to - high)).toBeLessThan(0.01)
    }
    expect(Math.abs(pairedDifference(values, settings).p - 2 * drawn.notAbove)).toBeLessThan(0.01)
  })
})

describe('bootstrapInterval', () => {
  it('draws whole clusters', () => {
    // Of two clusters all that can be drawn is either of them or both: with shares of 1/4, 1/2 and 1/4.
    const clusters = [
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]
    expect(bootstrapInterval(clusters, mean, { seed: 1 })).toEqual({ value: 0.5, from: 0, to: 1 })
    // Alone, 8 values would hardly ever be all the same.
    expect(bootstrapInterval(alone(clusters.flat()), mean, { seed: 1 }).from).toBeGreaterThan(0)
  })

  it('covers the mean of what values are drawn from about as often as it says', () => {
    // Uniform numbers from 0 to 1, of which the mean is 0.5; percentile intervals of 20 values are somewhat short.
    let state = 7
    const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const inside = Array.from({ length: 300 }, (_, seed) => {
      const drawn = Array.from({ length: 20 }, next)
      const { from, to } = bootstrapInterval(alone(drawn), mean, { seed, resamples: 400 })
      return Number(from <= 0.5 && 0.5 <= to)
    })
    expect(mean(inside)).toBeGreaterThan(0.88)
    expect(mean(inside)).toBeLessThan(0.99)
  })

  it('gives the same for the same seed', () => {
    const once = bootstrapInterval(alone(values), median, { seed: 4 })
    expect(bootstrapInterval(alone(values), median, { seed: 4 })).toEqual(once)
    expect(bootstrapInterval(alone([3]), median, { seed: 4 })).toEqual({ value: 3, from: 3, to: 3 })
  })

  it.each([
    [[], {}, 'Expected values to draw from, got none'],
    [[1, Number.NaN], {}, 'Expected values to be finite, got NaN'],
    [[1], { resamples: 0 }, 'Expected resamples to be a whole number from 1 up, got 0'],
    [[1], { confidence: 1 }, 'Expected confidence to be between 0 and 1, got 1'],
  ])('refuses %j with %j', (some, options, message) => {
    expect(() => bootstrapInterval(alone(some), mean, { seed: 1, ...options })).toThrow(
      new RangeError(message),
    )
  })
})

describe('pairedDifference', () => {
  it('tells the mean difference with its interval, and twice the smaller share', () => {
    const found = pairedDifference([0.3, -0.2, 0.1, 0.4, -0.1, 0.2, 0.0, -0.3, 0.5, 0.1], {
      seed: 1,
      resamples: 50_000,
    })
    expect(found.value).toBeCloseTo(0.1, 12)
    // 0.111785 of 100,000 resamples of scipy.stats.bootstrap have a mean that is not above 0.
    expect(Math.abs(found.p - 2 * 0.111785)).toBeLessThan(0.01)
    expect(found.from).toBeLessThan(0)
    expect(found.to).toBeGreaterThan(0)
  })

  it('is the same for the other side, and never certain', () => {
    const differences = [1, 2, 3, 2, 1]
    const [one, other] = [differences, differences.map((difference) => -difference)].map((some) =>
      pairedDifference(some, { seed: 1, resamples: 1000 }),
    )
    expect([one!.p, other!.p]).toEqual([0.0625, 0.0625])
    expect(other!.value).toBe(-one!.value)
    expect(pairedDifference([0, 0, 0], { seed: 1 })).toEqual({ value: 0, from: 0, to: 0, p: 1 })
  })
})

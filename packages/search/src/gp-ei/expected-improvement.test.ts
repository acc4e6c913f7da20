import { expect, it } from 'vitest'

import { cumulative, expectedImprovement } from './expected-improvement.ts'

// SciPy 1.10.1: norm.cdf(z), and the integral of t·norm.pdf(t - z) from 0 by quad.
const table: readonly (readonly [number, number, number])[] = [
  [-7.5, 3.1908916729108844e-14, 4.115177834583761e-15],
  [-6.5, 4.016000583859088e-11, 5.9156235254425305e-12],
  [-5.9, 1.8175078630994235e-9, 2.924672323956684e-10],
  [-3, 0.0013498980316300933, 0.0003821543170477237],
  [-1, 0.15865525393145707, 0.08331547058768629],
  [0, 0.5, 0.3989422804014327],
  [0.5, 0.6914624612740131, 0.6977965574013061],
  [2.5, 0.9937903346742238, 2.5020041371791284],
]

it.each(table)('is the mean of what exceeds the best, at z = %d', (z, below, improvement) => {
  expect(Math.abs(cumulative(z) - below)).toBeLessThan(1e-15)
  const expected = expectedImprovement({ mean: 10 + 2 * z, deviation: 2 }, 10)
  expect(expected / (2 * improvement)).toBeCloseTo(1, z < -5.5 ? 2 : 10)
})

it('is what is certain where nothing is unsure', () => {
  expect(expectedImprovement({ mean: 3, deviation: 0 }, 1)).toBe(2)
  expect(expectedImprovement({ mean: 0, deviation: 0 }, 1)).toBe(0)
})

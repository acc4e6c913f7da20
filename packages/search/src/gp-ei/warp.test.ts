import { describe, expect, it } from 'vitest'

import { likelihood, warp, yeoJohnson } from './warp.ts'

// What follows is of SciPy 1.17.1: stats.yeojohnson and stats.yeojohnson_llf.
const values = [
  -11.186, -19.805, -10.985, -1.547, -21.899, -12.625, -3.879, -14.84, -11.444, -10.517, -7.645, -14.24,
  -3.053, -6.077, -4.143,
]
const warped = [
  -0.1574587659, -1.452822976, -0.1237632617, 1.702040563, -1.73819022, -0.3924329934, 1.214395221,
  -0.7364813538, -0.2003740276, -0.04436744714, 0.4728319184, -0.6451070569, 1.38487355, 0.7739479951,
  1.160455454,
]

describe('the power transformation', () => {
  it.each([
    [0, [-4, -0.625, 0, 0.40546511, 1.38629436]],
    [2, [-1.09861229, -0.40546511, 0, 0.625, 7.5]],
    [0.3, [-3.21941638, -0.58370698, 0, 0.43115645, 1.71905522]],
  ])('is that of SciPy at %d', (exponent, expected) => {
    for (const [place, value] of [-2, -0.5, 0, 0.5, 3].entries())
      expect(yeoJohnson(value, exponent)).toBeCloseTo(expected[place]!, 7)
  })

  it('is as likely as SciPy says, and has its most likely exponent', () => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0)
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0))
    const standard = values.map((value) => (value - mean) / deviation)
    expect(likelihood(standard, 1.7)).toBeCloseTo(-0.5240804453692726, 9)
    expect(likelihood(standard, -0.5)).toBeCloseTo(-9.258586099303708, 9)
    for (const [place, value] of warp(values).entries()) expect(value).toBeCloseTo(warped[place]!, 3)
  })

  it('keeps the order, brings what is far out nearer, and depends on no unit', () => {
    const costs = [-1, -2, -3, -4, -5, -6, -7, -8, -900, -40_000]
    const bent = warp(costs)
    expect(bent.toSorted((a, b) => b - a)).toEqual(bent)
    expect((bent[0]! - bent[7]!) / (bent[0]! - bent[9]!)).toBeGreaterThan(7 / 39_999)
    for (const [place, value] of warp(costs.map((cost) => 3 + 1000 * cost)).entries())
      expect(value).toBeCloseTo(bent[place]!, 6)
  })

  it('leaves alone what is all the same', () => {
    expect(warp([7, 7, 7])).toEqual([7, 7, 7])
    expect(warp([0])).toEqual([0])
  })
})

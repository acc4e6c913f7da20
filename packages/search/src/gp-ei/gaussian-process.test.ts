import { random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { fitGaussianProcess } from './gaussian-process.ts'

const smooth = ([a = 0, b = 0]: readonly number[]) => 50 + 8 * Math.sin(5 * a) + 2 * b * b
const { next } = random(1)
const points = Array.from({ length: 30 }, () => [next(), next()])

describe('a Gaussian process', () => {
  const predict = fitGaussianProcess(points, points.map(smooth))

  it('goes through the values that it knows, and is sure of them', () => {
    for (const point of points) {
      const { mean, deviation } = predict(point)
      expect(mean).toBeCloseTo(smooth(point), 2)
      expect(deviation).toBeLessThan(0.02)
    }
  })

  it('predicts others as well as it says', () => {
    const others = Array.from({ length: 200 }, () => [next(), next()])
    const errors = others.map((point) => ({
      ...predict(point),
      error: Math.abs(predict(point).mean - smooth(point)),
    }))
    expect(errors.filter(({ error, deviation }) => error <= 2 * deviation).length).toBeGreaterThan(180)
    expect(Math.max(...errors.map(({ error }) => error))).toBeLessThan(1)
  })

  it('is more unsure where it knows less', () => {
    expect(predict([3, 3]).deviation).toBeGreaterThan(10 * predict([0.5, 0.5]).deviation)
  })

  it('expects the mean where all values are the same', () => {
    expect(
      fitGaussianProcess(
        points,
        points.map(() => 7),
      )([0.2, 0.2]).mean,
    ).toBeCloseTo(7, 12)
  })
})

import { describe, expect, it } from 'vitest'

import { random } from './random.ts'

describe('random', () => {
  it('gives the same numbers for the same seed and path, and others for others', () => {
    const draw = (seed: number, path: string) => Array.from({ length: 4 }, random(seed, path).next)
    expect(draw(1, 'a')).toEqual(draw(1, 'a'))
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'))
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'))
  })

  it('is even enough and shuffles without loss', () => {
    const { next, shuffle, pick } = random(3)
    const mean = Array.from({ length: 10_000 }, next).reduce((a, b) => a + b) / 10_000
    expect(mean).toBeCloseTo(0.5, 1)
    expect(shuffle([1, 2, 3, 4, 5]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
    expect(() => pick([])).toThrow(RangeError)
  })
})

import { expect, test } from 'vitest'

import { canonicalJson } from './json.ts'
import { latencyOf } from './latency.ts'
import { Random } from './random.ts'

test.for([
  ['0', 0, 0],
  ['12.5', 12.5, 0],
  ['fixed:20', 20, 0],
  ['uniform:100,300', 200, 5],
  ['normal:300,50', 300, 5],
  ['exp:100', 100, 8],
  ['lognormal:100,0.5', 100 * Math.exp(0.125), 6],
] as const)('%s has a mean of about %d', ([spec, expected, tolerance]) => {
  const latency = latencyOf(spec)
  const random = new Random('t', spec)
  const draws = Array.from({ length: 4000 }, () => latency(random))
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(tolerance)
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
})

test('a latency that is none is refused', () => {
  for (const spec of ['gauss:1', 'uniform:1', 'normal:a,b', 'constructor:1', 'fixed']) {
    expect(() => latencyOf(spec)).toThrow(/latency/)
  }
})

test('random numbers are a function of their key', () => {
  const draw = (...key: (string | number)[]): readonly number[] => {
    const random = new Random(...key)
    return Array.from({ length: 20 }, () => random.float())
  }
  expect(draw(1, 'a')).toEqual(draw(1, 'a'))
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'))
  expect(draw(1, 'a').every((value) => value >= 0 && value < 1)).toBe(true)
})

test('equal requests are the same text, however their keys are ordered', () => {
  expect(canonicalJson({ b: 1, a: [{ d: 1, c: undefined }] })).toBe('{"a":[{"d":1}],"b":1}')
})

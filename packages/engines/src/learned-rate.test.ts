import type { RateLimit } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { LearnedRate } from './learned-rate.ts'

function learned(...told: readonly RateLimit[]): number | undefined {
  const rate = new LearnedRate()
  for (const one of told) rate.learn(one)
  return rate.perMinute
}

/** What a bucket that fills within `window` ms tells at a level. */
const bucket = (limit: number, window: number, level: number): RateLimit => ({
  limit,
  remaining: Math.floor(level),
  resetAfter: ((limit - level) / limit) * window,
})

describe('a limit that a provider tells', () => {
  test('is for a minute', () => {
    expect(learned()).toBeUndefined()
    expect(learned({ limit: 500, remaining: 400 })).toBe(500)
    expect(learned(bucket(500, 60_000, 499))).toBe(500)
    expect(learned(...[499, 400, 300, 200, 0].map((level) => bucket(500, 60_000, level)))).toBe(500)
  })

  test('is for a day, and no pace, where all of it is back only much later', () => {
    expect(learned(bucket(200, 86_400_000, 199))).toBeUndefined()
    expect(learned(bucket(200, 86_400_000, 199), bucket(200, 86_400_000, 100))).toBeUndefined()
  })

  test('is for a second where what went comes back within one', () => {
    const second = [99, 80, 50, 10, 0].map((level) => bucket(100, 1000, level))
    expect(learned(second[0]!)).toBe(100)
    expect(learned(...second)).toBeCloseTo(6000, 0)
  })

  test('is for a minute where only a part of it may go at once', () => {
    // A hundredth of the limit fits into the bucket: it is full again soon.
    const small = [60, 30, 0].map((level) => ({
      limit: 6000,
      remaining: level,
      resetAfter: (60 - level) * 10,
    }))
    expect(learned(...small)).toBe(6000)
  })

  test.for([
    ['windows that begin anew', (gone: number) => 60_000 - gone * 10],
    ['a sliding window', () => 60_000],
    ['a sliding window whose end is told late', (gone: number) => 59_000 + gone],
  ] as const)('is for a minute where %s enforce it', ([, resetAfter]) => {
    const told = [0, 100, 200, 400].map((gone) => ({
      limit: 500,
      remaining: 500 - gone,
      resetAfter: resetAfter(gone),
    }))
    expect(learned(...told)).toBe(500)
  })

  test('is forgotten where it changes', () => {
    expect(learned(...[99, 50, 0].map((level) => bucket(100, 1000, level)), bucket(300, 60_000, 299))).toBe(
      300,
    )
  })
})

import { describe, expect, test } from 'vitest'

import { Slowdown } from './slowdown.ts'

describe('after a refusal', () => {
  test('at a known limit, a little slower, and slower if it comes again before the speed is back', () => {
    const slowdown = new Slowdown(() => true)
    expect(slowdown.share(0)).toBe(1)
    slowdown.refused(0, 0, 10)
    expect(slowdown.share(0)).toBe(0.97)
    expect(slowdown.share(1000)).toBeCloseTo(1, 12)
    slowdown.refused(2000, 2000, 10)
    expect(slowdown.share(2000)).toBe(0.97)
    slowdown.refused(2500, 2500, 10)
    expect(slowdown.share(2500)).toBeCloseTo((0.97 + 0.5 * 0.03) * 0.9, 12)
    expect(slowdown.share(12_500)).toBe(1)
  })

  test('at an unknown limit, slower by a third at once', () => {
    const slowdown = new Slowdown(() => false)
    slowdown.refused(0, 0, 10)
    expect(slowdown.share(0)).toBe(0.7)
    expect(slowdown.share(10_000)).toBeCloseTo(1, 12)
  })

  test('never stands still', () => {
    const slowdown = new Slowdown(() => false)
    for (let now = 0; now < 100; now++) slowdown.refused(now, now, 0)
    expect(slowdown.share(99)).toBe(0.05)
  })

  test('everyone waits as long as the longest told, and without a time twice as long with each in a row', () => {
    const slowdown = new Slowdown(() => true)
    slowdown.refused(0, 10, 290)
    slowdown.refused(0, 11, 100)
    expect(slowdown.pausedUntil).toBe(300)
    slowdown.refused(300, 310, undefined)
    expect(slowdown.pausedUntil).toBe(1310)
    slowdown.answered(1310)
    slowdown.refused(1320, 1330, undefined)
    expect(slowdown.pausedUntil).toBe(1830)
  })

  test('those that were under way together count once', () => {
    const slowdown = new Slowdown(() => false)
    for (const now of [10, 11, 12]) slowdown.refused(0, now, undefined)
    expect(slowdown.share(12)).toBeCloseTo(0.7, 3)
    expect(slowdown.pausedUntil).toBe(510)
  })
})

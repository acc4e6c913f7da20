import { describe, expect, test } from 'vitest'

import { RateLimits, type LimitOptions } from './requests/limits.ts'
import { ask, jsonOf, outcome, user } from './sim.test.support.ts'
import { startSim } from './sim.ts'

const unlimited: LimitOptions = { rpm: 0, tpm: 0, limitWindowMs: 60_000, limitMode: 'bucket', burst: 1 }

describe('a limit', () => {
  test.for([
    { limitMode: 'bucket', burst: 1 / 60 },
    { limitMode: 'sliding' },
    { limitMode: 'fixed' },
  ] as const)('lets its rate through, and no more: %o', (mode) => {
    const limits = new RateLimits({ ...unlimited, rpm: 600, ...mode })
    let admitted = 0
    for (let now = 0; now < 600_000; now += 10) if (limits.admit(1, now).isAdmitted) admitted++
    expect(admitted).toBeGreaterThanOrEqual(5940)
    expect(admitted).toBeLessThanOrEqual(6060)
  })

  test('of tokens says which it is, and how long to wait', () => {
    const limits = new RateLimits({ ...unlimited, tpm: 1000, limitMode: 'sliding' })
    expect(limits.admit(800, 0).isAdmitted).toBe(true)
    expect(limits.admit(300, 1000)).toMatchObject({ isAdmitted: false, which: 'tokens', waitMs: 59_000 })
    expect(limits.admit(300, 60_000).isAdmitted).toBe(true)
  })

  test('by windows lets two bursts meet, by a sliding window does not', () => {
    const burst = (limitMode: LimitOptions['limitMode']): number => {
      const limits = new RateLimits({ ...unlimited, rpm: 10, limitMode })
      const at = [...Array<number>(15).fill(59_000), ...Array<number>(15).fill(61_000)]
      return at.filter((now) => limits.admit(1, now).isAdmitted).length
    }
    expect(burst('fixed')).toBe(20)
    expect(burst('sliding')).toBe(10)
  })
})

describe('over the limit', () => {
  test('a request is refused, told when to come back, and not paid for', async () => {
    // An hour long, so that the bucket of 12 does not fill meanwhile.
    await using sim = await startSim({ rpm: 60, limitWindowMs: 3_600_000, burst: 0.2 })
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(sim, user(`x${index}`))))
    const refused = replies.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(8)
    const { headers } = refused[0]!
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(59)
    expect(Number(headers.get('retry-after-ms'))).toBeGreaterThan(59_000)
    expect(headers.get('x-ratelimit-limit-requests')).toBe('60')
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(await jsonOf(refused[0]!)).toMatchObject({
      error: { code: 'rate_limit_exceeded', type: 'requests' },
    })
    expect(sim.stats()).toMatchObject({ paid: 12, unpaid: 8, byFault: { limit_requests: 8 } })
  })

  test.for([
    ['exact', [true, true]],
    ['seconds', [true, false]],
    ['none', [false, false]],
  ] as const)('the time to wait is told as configured: %s', async ([retryAfter, told]) => {
    await using sim = await startSim({ rpm: 1, retryAfter })
    await outcome(ask(sim))
    const { headers } = await ask(sim)
    expect([headers.has('retry-after'), headers.has('retry-after-ms')]).toEqual(told)
  })

  test('of requests at once, the one too many is refused', async () => {
    await using sim = await startSim({ maxConcurrent: 2, latency: 'fixed:600000' })
    const controller = new AbortController()
    const underWay = [1, 2].map((index) => outcome(ask(sim, user(`${index}`), { signal: controller.signal })))
    while (sim.stats().inFlight < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await outcome(ask(sim))).toBe(429)
    controller.abort()
    expect(await Promise.all(underWay)).toEqual(['AbortError', 'AbortError'])
    expect(sim.stats().byFault).toEqual({ limit_concurrency: 1 })
  })
})

import { compose, EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { TestClock } from './clock.test.support.ts'
import { pacedAt, timed, tooMany } from './paced.test.support.ts'
import { paced } from './paced.ts'
import { ask, failure } from './sim.test.support.ts'

describe('paced', () => {
  test('lets no more requests go in any minute than the limit, evenly and in order', async () => {
    const { model, all } = pacedAt({ requestsPerMinute: 60 })
    await all(200)
    const { went, names } = model
    expect(names).toEqual(Array.from({ length: 200 }, (_, index) => `${index}`))
    for (const start of went) {
      expect(went.filter((one) => one >= start && one < start + 60_000).length).toBeLessThanOrEqual(60)
    }
    const gaps = went.slice(1).map((start, index) => start - went[index]!)
    expect(Math.min(...gaps)).toBeCloseTo(1000 / 0.99, 6)
    expect(Math.max(...gaps)).toBeCloseTo(1000 / 0.99, 6)
  })

  test('takes its part of the limits while other programs use them, too', async () => {
    let programs = 2
    const { model, clock, all } = pacedAt(
      { requestsPerMinute: 60, concurrency: 8, among: () => programs },
      40_000,
    )
    clock.after(58_000, () => void (programs = 1))
    await all(60)
    const gaps = model.went.slice(1).map((start, index) => start - model.went[index]!)
    expect(gaps.slice(0, 3)).toEqual([0, 1, 2].map(() => expect.closeTo(2000 / 0.99, 6)))
    // Half of the eight that may be under way at once, until the other one is gone.
    expect(model.went.filter((at) => at < 40_000)).toHaveLength(4)
    expect(model.peak()).toBe(8)
  })

  test('loses no time: 98 % of the limit are used', async () => {
    const { model, all } = pacedAt({ requestsPerMinute: 500 }, 800)
    await all(1000)
    const minutes = (model.went.at(-1)! - model.went[0]!) / 60_000
    expect(999 / minutes).toBeGreaterThan(490)
  })

  test('catches up what a late timer lost, but not what nobody asked for', async () => {
    const { clock, model, engine } = pacedAt({ requestsPerMinute: 6000 })
    const many = (count: number) =>
      Promise.all(Array.from({ length: count }, () => engine.generate(ask('x'))))
    const first = many(30)
    clock.jump(55)
    await clock.finish(first)
    const last = model.went.at(-1)!
    expect(model.went.filter((start) => start === 55)).toHaveLength(6)
    expect(last).toBeCloseTo(29 * (10 / 0.99), 6)
    clock.jump(60_000)
    const idle = model.went.length
    const late = many(1000)
    clock.jump(5000)
    await clock.finish(late)
    // Of 5 s, 200 ms: 20 besides the one whose turn it is.
    expect(model.went.slice(idle).filter((start) => start === model.went[idle + 1])).toHaveLength(21)
    clock.jump(60_000)
    await clock.finish(many(2))
    expect(model.went.at(-1)! - model.went.at(-2)!).toBeCloseTo(10 / 0.99, 6)
  })

  test('lets only so many be under way at once', async () => {
    const { model, all } = pacedAt({ concurrency: 3 })
    const outcomes = await all(20)
    expect(model.peak()).toBe(3)
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
  })

  test('counts tokens: estimated before, corrected after', async () => {
    const usage = { inputTokens: 100, outputTokens: 900 }
    const { model, all } = pacedAt({ tokensPerMinute: 60_000 }, 10, () => ({ usage }))
    await all(61)
    const last = model.went.at(-1)!
    // 1000 tokens each, and so about one per second.
    expect(last).toBeGreaterThan(59_000)
    expect(last).toBeLessThan(62_000)
  })

  test('estimates what a reply takes when its turn comes, from the replies until then', async () => {
    const usage = { inputTokens: 1, outputTokens: 50 }
    const { model, all } = pacedAt({ tokensPerMinute: 6000 }, 1000, () => ({ usage }))
    await all(30)
    const last = model.went.at(-1)!
    expect(last).toBeGreaterThan((29 * 51 * 10) / 0.99 - 200)
    expect(last).toBeLessThan((29 * 51 * 10) / 0.99 + 1000)
  })

  test('reserves what a reply may take at most, and all of a long prompt', async () => {
    const { clock, model, engine } = pacedAt({ tokensPerMinute: 6000 }, 100_000)
    const long = ask('x'.repeat(4 * 2900), { sampling: { maxTokens: 100 } })
    const replies = [engine.generate(long), engine.generate(long)]
    await clock.finish(Promise.all(replies))
    expect(model.went[1]! - model.went[0]!).toBeCloseTo(30_000 / 0.99, 6)
  })

  test('engines that share the layer share the line', async () => {
    const clock = new TestClock()
    const pace = paced({ requestsPerMinute: 60, clock })
    const [a, b] = [timed(clock, 1), timed(clock, 1)]
    const [first, second] = [compose(a.engine, pace), compose(b.engine, pace)]
    await clock.finish(Promise.all([first.generate(ask('1')), second.generate(ask('2'))]))
    expect(b.went[0]! - a.went[0]!).toBeGreaterThan(900)
  })
})

describe('a limit that the provider tells', () => {
  const minute = (remaining: number) => ({ limit: 60, remaining, resetAfter: (60 - remaining) * 1000 })

  test('is kept from the first reply on, unless one was set', async () => {
    for (const [options, gap] of [
      [{}, 1000 / 0.99],
      [{ requestsPerMinute: 600 }, 100 / 0.99],
    ] as const) {
      const { clock, engine, model } = pacedAt(options, 10, () => ({ rateLimits: { requests: minute(59) } }))
      await clock.finish(engine.generate(ask('the first tells')))
      await clock.finish(Promise.all(Array.from({ length: 20 }, () => engine.generate(ask('x')))))
      const gaps = model.went.slice(2).map((start, index) => start - model.went[index + 1]!)
      expect(Math.min(...gaps)).toBeCloseTo(gap, 6)
      expect(Math.max(...gaps)).toBeCloseTo(gap, 6)
    }
  })

  test('for a day is no pace; once it is used up, the next waits until one is back', async () => {
    const day = 86_400_000
    const told = (call: number) => {
      const remaining = 199 - call
      return {
        rateLimits: { requests: { limit: 200, remaining, resetAfter: ((200 - remaining) / 200) * day } },
      }
    }
    const { clock, engine, model } = pacedAt({}, 10, told)
    for (let call = 0; call < 200; call++) await clock.finish(engine.generate(ask('x')))
    expect(model.went.at(-1)).toBe(199 * 10)
    await clock.finish(engine.generate(ask('x')))
    expect(model.went.at(-1)).toBeCloseTo(200 * 10 + day / 200, 3)
  })

  test('of tokens makes what needs more than is left wait until that is back', async () => {
    const hour = { limit: 10_000, remaining: 400, resetAfter: 9600 * 360 }
    const { clock, engine, model } = pacedAt({}, 10, () => ({ rateLimits: { tokens: hour } }))
    const long = ask('hello', { sampling: { maxTokens: 498 } })
    await clock.finish(engine.generate(long))
    await clock.finish(engine.generate(long))
    // 2 tokens of prompt and 498 of reply: 100 are missing.
    expect(model.went[1]! - model.went[0]! - 10).toBeCloseTo(100 * 360, 3)
  })
})

describe('after a refusal', () => {
  test('fault 1: everyone waits as long as the server asked, not only the one that was refused', async () => {
    const { model, all } = pacedAt({ requestsPerMinute: 600 }, 10, (call) =>
      call === 2 ? tooMany(5000) : {},
    )
    await all(6)
    const [, , refused, next] = model.went
    expect(next! - refused!).toBeGreaterThanOrEqual(5000)
  })

  test('fault 2: without a time, pauses double while refusals go on, and fewer go at once', async () => {
    const { model, all } = pacedAt({}, 10, (call) => (call < 8 ? tooMany() : {}))
    await all(40)
    expect(model.went.filter((start) => start === 0)).toHaveLength(40)
    const { clock, model: alone, engine } = pacedAt({}, 10, () => tooMany())
    for (let call = 0; call < 6; call++) await clock.finish(failure(engine.generate(ask(`${call}`))))
    const gaps = alone.went.slice(1).map((start, index) => start - alone.went[index]!)
    expect(gaps).toEqual([510, 1010, 2010, 4010, 8010])
  })

  test('those that were refused together count once', async () => {
    const { clock, model, engine } = pacedAt({}, 10, (call) => (call < 10 ? tooMany() : {}))
    const together = Array.from({ length: 10 }, (_, call) => failure(engine.generate(ask(`${call}`))))
    await clock.finish(Promise.all(together))
    await clock.finish(engine.generate(ask('next')))
    expect(model.went.at(-1)).toBe(510)
  })

  test('does not catch up what the server refused', async () => {
    const { model, all } = pacedAt({ requestsPerMinute: 600 }, 1, (call) => (call === 2 ? tooMany(150) : {}))
    await all(6)
    const [, , refused, next, afterNext] = model.went
    expect(next! - refused!).toBe(151)
    expect(afterNext! - next!).toBeGreaterThan(100 / 0.99)
  })

  test('where nobody set a limit, fewer go at once than when it was refused', async () => {
    const { clock, model, engine } = pacedAt({}, 100, (call) => (call === 0 ? tooMany(200) : {}))
    const many = () => Array.from({ length: 20 }, (_, call) => engine.generate(ask(`${call}`)))
    await clock.finish(Promise.allSettled(many()))
    await clock.finish(Promise.allSettled(many()))
    const second = model.went.slice(20)
    expect(second.filter((start) => start === second[0]).length).toBeLessThan(16)
    expect(second).toHaveLength(20)
  })

  test('any error with a time to wait is one; other failures slow nobody', async () => {
    const busy = new EngineError('overloaded', { kind: 'server', retryable: true, retryAfter: 3000 })
    const slowed = pacedAt({}, 10, (call) => (call === 0 ? busy : {}))
    await slowed.clock.finish(failure(slowed.engine.generate(ask('1'))))
    await slowed.clock.finish(slowed.engine.generate(ask('2')))
    expect(slowed.model.went[1]).toBe(3010)
    const going = pacedAt({}, 10, () => new EngineError('no', { kind: 'server', retryable: true }))
    await going.clock.finish(failure(going.engine.generate(ask('1'))))
    await going.clock.finish(failure(going.engine.generate(ask('2'))))
    expect(going.model.went[1]).toBe(10)
  })
})

describe('abort', () => {
  test('of one that waits takes it out of the line, and the others keep their order', async () => {
    const { clock, model, engine } = pacedAt({ requestsPerMinute: 60 })
    const controller = new AbortController()
    const first = engine.generate(ask('1'))
    const second = failure(engine.generate(ask('2', { signal: controller.signal })))
    const third = engine.generate(ask('3'))
    await clock.advance(100)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await second).toBe(reason)
    await clock.finish(Promise.all([first, third]))
    expect(model.names).toEqual(['1', '3'])
    expect(model.went[1]).toBeLessThan(1100)
    expect(await failure(engine.generate(ask('4', { signal: controller.signal })))).toBe(reason)
  })

  test('of a thousand that wait frees the line at once', async () => {
    const { clock, engine, model } = pacedAt({ concurrency: 1 }, 1000)
    const controller = new AbortController()
    const { signal } = controller
    const first = engine.generate(ask('first'))
    const waiting = Array.from({ length: 1000 }, () => failure(engine.generate(ask('x', { signal }))))
    const last = engine.generate(ask('last'))
    controller.abort()
    expect((await Promise.all(waiting)).every((error) => error === signal.reason)).toBe(true)
    await clock.finish(Promise.all([first, last]))
    expect(model.names).toEqual(['first', 'last'])
  })
})

test('a caller’s mistake is told', () => {
  for (const options of [{ requestsPerMinute: 0 }, { tokensPerMinute: Number.NaN }, { concurrency: 0.5 }]) {
    expect(() => paced(options)).toThrow(RangeError)
    expect(() => paced(options)).toThrow(Object.keys(options)[0])
  }
})

import { compose, EngineError, type Engine } from '@textgrad/core'
import { promptText } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { breaker, type BreakerOptions } from './breaker.ts'
import { TestClock } from './clock.test.support.ts'
import { retry } from './retry.ts'
import { ask, failure } from './sim.test.support.ts'

const away = (paid: EngineError['paid'] = 'no') =>
  new EngineError('model: no reply', { kind: 'connection', retryable: true, paid })

/** An engine that takes 10 ms for everything, behind `breaker`; `outcome` says whether the server is there. */
function guarded(outcome: (call: number) => Error | undefined, options: BreakerOptions = {}) {
  const clock = new TestClock()
  const warnings: Error[] = []
  const went: { readonly at: number; readonly what: string }[] = []
  const model: Engine = {
    id: 'model',
    async generate({ messages }) {
      const what = promptText({ purpose: 'forward', messages })
      const error = outcome(went.push({ at: clock.now(), what }) - 1)
      await new Promise<void>((resolve) => clock.after(10, resolve))
      if (error) throw error
      return { text: 'yes', finish: 'stop', usage: {} }
    },
  }
  const layer = breaker({ clock, warn: (warning) => warnings.push(warning), ...options })
  const engine = compose(model, layer)
  const many = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, (_, index) => engine.generate(ask(`${index}`))))
  return { clock, warnings, went, model, layer, engine, many }
}

/** Answers once, is away for the calls from 1 to `last`, and is there again. */
const awayUntil =
  (last: number, paid: EngineError['paid'] = 'no') =>
  (call: number): Error | undefined =>
    call >= 1 && call <= last ? away(paid) : undefined

describe('an outage', () => {
  test('is waited for: after five failures in a row one tries every 30 s, and nothing fails', async () => {
    const { clock, went, warnings, model, layer } = guarded(awayUntil(7))
    const engine = compose(model, retry({ clock }), layer)
    await clock.finish(engine.generate(ask('known')))
    const replies = await clock.finish(
      Promise.all(Array.from({ length: 5 }, (_, index) => engine.generate(ask(`${index}`)))),
    )
    expect(replies).toHaveLength(5)
    // All at once, of which the fifth opens it; two that try in vain; one that reaches the server.
    const times = went.map(({ at }) => at)
    expect(times.slice(1, 6)).toEqual([10, 10, 10, 10, 10])
    expect(times.slice(6, 9)).toEqual([30_020, 60_030, 90_040])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toBe(
      'requests wait, and one tries every 30 s until the server is reached: model: no reply',
    )
    expect(warnings[0]?.cause).toBeInstanceOf(EngineError)
  })

  test('that half of the last twenty requests met is one, too', async () => {
    // Every other one fails, so there are never two in a row.
    const { clock, went, engine, warnings } = guarded((call) => (call % 2 === 1 ? away('maybe') : undefined))
    for (let call = 0; call < 19; call++) await clock.finish(engine.generate(ask('x')).catch(() => {}))
    expect(warnings).toEqual([])
    await clock.finish(engine.generate(ask('the tenth of twenty')).catch(() => {}))
    expect(warnings).toHaveLength(1)
    const before = clock.now()
    await clock.finish(engine.generate(ask('x')))
    expect(went.at(-1)!.at - before).toBe(30_000)
  })

  test('passes on what may have been paid, and nothing else goes meanwhile', async () => {
    const { clock, went, many, engine } = guarded(awayUntil(5, 'maybe'))
    await clock.finish(engine.generate(ask('known')))
    const outcomes = await clock.finish(many(5))
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
    const waiting = many(3)
    await clock.advance(29_000)
    expect(went).toHaveLength(6)
    await clock.finish(waiting)
    expect(went).toHaveLength(9)
  })

  test('ends with one that tries, and twice as many follow with each round', async () => {
    const { clock, went, many, engine } = guarded(awayUntil(20))
    await clock.finish(engine.generate(ask('known')))
    await clock.finish(many(20))
    // Four failed before there were five in a row; the others wait.
    const rounds = Map.groupBy(went.slice(21), ({ at }) => at)
    expect([...rounds.values()].map((round) => round.length)).toEqual([1, 2, 4, 8, 1])
  })

  test('is not told of again until it has ended', async () => {
    const isAway = { now: false }
    const { clock, warnings, many, engine } = guarded(() => (isAway.now ? away() : undefined))
    for (const outage of [1, 2]) {
      await clock.finish(engine.generate(ask('x')))
      isAway.now = true
      const all = many(10)
      await clock.advance(95_000)
      isAway.now = false
      await clock.finish(all)
      expect(warnings).toHaveLength(outage)
    }
  })

  test('costs no retries: a call that would fail after five requests outlives any number', async () => {
    const { clock, model, layer, went } = guarded(awayUntil(40))
    const engine = compose(model, retry({ clock }), layer)
    await clock.finish(engine.generate(ask('known')))
    expect((await clock.finish(engine.generate(ask('hello')))).text).toBe('yes')
    expect(went).toHaveLength(42)
    expect(went.at(-1)!.at).toBeGreaterThan(35 * 30_000)
  })

  test('ends with the deadline of retry, with what the server failed at', async () => {
    const { clock, model, layer } = guarded(awayUntil(1e9))
    const engine = compose(model, retry({ clock, deadline: 600_000 }), layer)
    await clock.finish(engine.generate(ask('known')))
    const error = await clock.finish(failure(engine.generate(ask('hello'))))
    expect(error).toMatchObject({ kind: 'timeout' })
    expect(error.message).toMatch(/no reply within 600000 ms/)
  })
})

describe('no outage', () => {
  test('is a server that was never reached: it is more likely misnamed', async () => {
    const { clock, many, warnings } = guarded(() => away())
    const outcomes = await clock.finish(many(30))
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
    expect(clock.now()).toBe(10)
    expect(warnings).toEqual([])
  })

  test.for<EngineError['kind']>(['rate-limit', 'server', 'bad-reply', 'invalid-request'])(
    'is %s: the server was reached',
    async (kind) => {
      const { clock, engine, went, warnings } = guarded((call) =>
        call === 0 ? undefined : new EngineError('no', { kind, retryable: true }),
      )
      await clock.finish(engine.generate(ask('known')))
      for (let call = 0; call < 30; call++) await clock.finish(failure(engine.generate(ask('x'))))
      expect(went).toHaveLength(31)
      expect(warnings).toEqual([])
    },
  )
})

describe('abort', () => {
  test('of one that waits is heeded at once, with its reason, and the others still go', async () => {
    const { clock, many, engine } = guarded(awayUntil(5, 'maybe'))
    await clock.finish(engine.generate(ask('known')))
    await clock.finish(many(5))
    const reason = new Error('enough')
    const controller = new AbortController()
    const aborted = failure(engine.generate(ask('x', { signal: controller.signal })))
    const other = engine.generate(ask('y'))
    controller.abort(reason)
    expect(await aborted).toBe(reason)
    expect((await clock.finish(other)).text).toBe('yes')
    expect(await failure(engine.generate(ask('x', { signal: controller.signal })))).toBe(reason)
  })

  test('of the one that tries lets the next one try at once', async () => {
    const controller = new AbortController()
    const clock = new TestClock()
    let calls = 0
    const model: Engine = {
      id: 'model',
      async generate({ signal }) {
        calls++
        if (calls >= 2 && calls <= 6) throw away('maybe')
        if (calls === 7) {
          await new Promise((_, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason as Error)),
          )
        }
        return { text: 'yes', finish: 'stop', usage: {} }
      },
    }
    const engine = compose(model, breaker({ clock, warn: () => {} }))
    await engine.generate(ask('known'))
    for (let call = 0; call < 5; call++) await failure(engine.generate(ask('x')))
    const first = failure(engine.generate(ask('x', { signal: controller.signal })))
    const second = engine.generate(ask('y'))
    await clock.advance(30_000)
    expect(calls).toBe(7)
    controller.abort()
    expect(await first).toBe(controller.signal.reason)
    expect((await second).text).toBe('yes')
    expect(clock.now()).toBe(30_000)
  })
})

test('engines with the same server share what one of them found out', async () => {
  const { clock, model, layer, many, engine, went } = guarded(awayUntil(5, 'maybe'))
  const other = compose({ ...model, id: 'other' }, layer)
  await clock.finish(engine.generate(ask('known')))
  await clock.finish(many(5))
  const before = clock.now()
  await clock.finish(other.generate(ask('x')))
  expect(went.at(-1)!.at - before).toBe(30_000)
})

test.for([{ failures: 0 }, { failures: 1.5 }, { wait: -1 }, { wait: Number.NaN }])(
  '%o is a caller’s mistake',
  (options) => {
    expect(() => breaker(options)).toThrow(RangeError)
  },
)

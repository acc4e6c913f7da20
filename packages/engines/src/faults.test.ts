// The faults of a provider by their numbers in reliability.md, and what the layers make of them. The language model is
// simulated (tools/sim in the shared folder); the faults happen on real connections, only waits are skipped.
import { compose, EngineError } from '@textgrad/core'
import { describe, expect, test, vi } from 'vitest'

import { allOf, layeredAt, usageOf } from './faults.test.support.ts'
import { costOf, priced } from './priced.ts'
import { retry } from './retry.ts'
import { ask, engineAt, failure, simOfTests, simPath, startSim } from './sim.test.support.ts'
import { timeouts } from './timeouts.ts'

const cold = { sampling: { temperature: 0 } }

describe.skipIf(!simPath)('under faults', () => {
  const sim = simOfTests()

  test.for<[string, number]>([
    ['429:at=1,retryAfter=2', 2000],
    ['429:at=1,retryAfterMs=300', 300],
    ['429:at=1,retryAfter=date,ms=30000', 28_000],
    ['503:at=1,retryAfter=7', 7000],
  ])('fault 1: %s makes everyone wait %i ms or more, and the run goes on', async ([fault, least]) => {
    sim().configure({ faults: [fault] })
    const { engine, clock } = layeredAt(sim())
    expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
    expect(Math.max(...clock.waits)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...clock.waits)).toBeLessThan(least + 3000)
    expect(sim().stats()).toMatchObject({ requests: 2, paid: 1 })
  })

  test('fault 2: a fifth refused without a time costs no reply', async () => {
    sim().configure({ faults: ['429:prob=0.2'] })
    const { engine } = layeredAt(sim())
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => usageOf(engine, ask(`${index}`))),
    )
    expect(replies).toHaveLength(100)
    expect(sim().stats().paid).toBe(100)
    expect(sim().stats().byStatus['429']).toBeGreaterThan(5)
  })

  test.for(['86400', 'soon', '-5', '1e12', '0'])(
    'fault 3: Retry-After: %s is ignored',
    async (retryAfter) => {
      sim().configure({ faults: [`429:at=1,retryAfter=${retryAfter}`] })
      const { engine, clock } = layeredAt(sim())
      await engine.generate(ask('hello'))
      expect(Math.max(...clock.waits)).toBeLessThanOrEqual(500)
    },
  )

  test('fault 3: an abort ends a long wait at once', async () => {
    sim().configure({ faults: ['429:retryAfter=500'] })
    const engine = compose(engineAt(sim()), retry())
    const controller = new AbortController()
    const outcome = failure(engine.generate(ask('hello', { signal: controller.signal })))
    await vi.waitFor(() => expect(sim().stats().requests).toBe(1), { timeout: 5000 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort()
    expect(await outcome).toBe(controller.signal.reason)
    expect(sim().stats().requests).toBe(1)
  })

  test.for<[number, string, EngineError['kind']]>([
    [4, 'quota', 'quota'],
    [17, 'policy', 'refused'],
    [21, 'context', 'context-length'],
    [22, '401', 'authentication'],
    [22, '403', 'authentication'],
    [22, '404', 'invalid-request'],
    [22, '400', 'invalid-request'],
  ])('fault %i: %s is not asked again', async ([, fault, kind]) => {
    sim().configure({ faults: [fault] })
    const { engine, kept } = layeredAt(sim())
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ name: 'EngineError', kind, retryable: false, paid: 'no' })
    expect(sim().stats().requests).toBe(1)
    expect(allOf(error) + kept()).not.toMatch(/CANARY/)
  })

  test.for(['500', '503', '529', '409', 'error_empty', 'error_not_json'])(
    'fault 5: %s is asked again, five times in all',
    async (fault) => {
      const { engine } = layeredAt(sim())
      sim().configure({ faults: [`${fault}:attempt=1`] })
      expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
      sim().configure({ faults: [fault] })
      const error = await failure(engine.generate(ask('again')))
      expect(error).toMatchObject({ kind: 'server', retryable: true, paid: 'no' })
      expect(error.message).toMatch(/\(after 5 requests\)$/)
      expect(sim().stats()).toMatchObject({ requests: 2 + 5, paid: 1 })
    },
  )

  test.for(['502', '504', '408'])(
    'fault 5: %s, which may have been paid, is asked once more',
    async (fault) => {
      sim().configure({ faults: [fault] })
      const error = await failure(layeredAt(sim()).engine.generate(ask('hello')))
      expect(error).toMatchObject({ retryable: true, paid: 'maybe' })
      expect(sim().stats().requests).toBe(2)
    },
  )

  test('fault 6: a server that comes back is asked again, one that does not is a connection error that was not paid', async () => {
    const closing = await startSim()
    const engine = layeredAt(closing).engine
    closing.configure({ faults: ['reset:times=1'] })
    expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
    await closing.close()
    const error = await failure(engine.generate(ask('nobody there')))
    expect(error).toMatchObject({ kind: 'connection', retryable: true, paid: 'no' })
    expect(error.message).toMatch(/ECONNREFUSED.* \(after 5 requests\)$/)
  })

  test('fault 7: a reset before and after the answer are asked once more, and both count as paid', async () => {
    for (const fault of ['reset', 'reset_paid']) {
      sim().configure({ faults: [`${fault}:attempt=1`] })
      expect(await usageOf(layeredAt(sim()).engine, ask(fault))).toMatchObject({ calls: 2 })
    }
    expect(sim().stats()).toMatchObject({ requests: 4, paid: 3, paidLost: 1 })
    sim().configure({ faults: ['reset_paid'] })
    const error = await failure(layeredAt(sim()).engine.generate(ask('for ever')))
    expect(error).toMatchObject({ kind: 'connection', paid: 'maybe' })
    expect(sim().stats()).toMatchObject({ requests: 6, paid: 5 })
  })

  test.for<[number, string]>([
    [8, 'hang'],
    [8, 'hang_paid'],
    [9, 'hang_headers'],
    [10, 'drip:ms=200'],
  ])('fault %i: %s ends at the timeout, and is asked once more', async ([, fault]) => {
    await engineAt(sim()).generate(ask('load the SDK'))
    sim().configure({ faults: [fault] })
    for (const engine of [
      compose(engineAt(sim()), retry({ firstWait: 1 }), timeouts({ total: 150 })),
      layeredAt(sim(), { timeout: 150 }).engine,
    ]) {
      const before = sim().stats().requests
      const error = await failure(engine.generate(ask('hello')))
      expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
      expect(error.message).toMatch(/no reply within 150 ms \(after 2 requests\)$/)
      expect(sim().stats().requests - before).toBe(2)
    }
  })

  test('fault 10: slow pieces in time make a reply', async () => {
    sim().configure({ faults: ['drip:ms=2'] })
    expect(await usageOf(layeredAt(sim()).engine, ask('hello'))).not.toHaveProperty('calls')
  })

  test.for<[number, string]>([
    [12, 'cut_json'],
    [12, 'short_body'],
    [12, 'reset_mid'],
    [15, 'html_200'],
    [15, 'empty_body'],
    [15, 'json_null'],
    [15, 'json_array'],
    [15, 'error_200'],
    [15, 'no_choices'],
    [15, 'no_message'],
    [19, 'huge:bytes=9000000'],
    [19, 'gzip_bomb:bytes=40000000'],
    [20, 'invalid_utf8'],
  ])('fault %i: %s was paid, and is asked once more', async ([, fault]) => {
    const { engine, kept } = layeredAt(sim())
    sim().configure({ faults: [`${fault}${fault.includes(':') ? ',' : ':'}attempt=1`] })
    expect(await usageOf(engine, ask('hello'))).toMatchObject({ calls: 2 })
    const before = kept()
    sim().configure({ faults: [fault] })
    const error = await failure(engine.generate(ask('again')))
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ retryable: true, paid: 'yes' })
    expect(sim().stats()).toMatchObject({ requests: 4, paid: 4 })
    expect(kept()).toBe(before)
  })

  test.for(['empty_content', 'blank_content', 'null_content'])(
    'fault 16: %s is asked for again as another sample, twice at most',
    async (fault) => {
      const { engine, kept } = layeredAt(sim(), { seed: 100 })
      sim().configure({ faults: [`${fault}:times=2`] })
      expect(await usageOf(engine, ask('hello'))).toMatchObject({ calls: 3, inputTokens: expect.any(Number) })
      expect(
        sim()
          .records()
          .map(({ body }) => body['seed']),
      ).toEqual([100, 101, 102])
      const before = kept()
      sim().configure({ faults: [fault] })
      const error = await failure(engine.generate(ask('again')))
      expect(error).toMatchObject({ kind: 'bad-reply', retryable: false, paid: 'yes' })
      expect(error.message).toMatch(/replied with nothing \(after 3 requests\)$/)
      expect(sim().stats().requests).toBe(6)
      expect(kept()).toBe(before)
    },
  )

  test.for<[number, string, string]>([
    [17, 'refusal', 'refused'],
    [17, 'filtered', 'refused'],
    [18, 'length', 'length'],
  ])('fault %i: %s is a result, asked once and not kept', async ([, fault, finish]) => {
    const { engine, kept } = layeredAt(sim())
    sim().configure({ faults: [fault] })
    expect(await engine.generate(ask('hello', cold))).toMatchObject({ finish })
    expect(sim().stats().requests).toBe(1)
    expect(kept()).toBe('')
    sim().configure({ faults: [] })
    expect(await engine.generate(ask('hello', cold))).toMatchObject({ finish: 'stop' })
  })

  test.for<[number, string]>([
    [20, 'bom'],
    [20, 'lone_surrogate'],
    [20, 'control_chars'],
    [20, 'bidi'],
    [25, 'deep_json:depth=5000'],
    [25, 'proto_key'],
  ])('fault %i: after %s what is kept is what was returned', async ([, fault]) => {
    const { engine } = layeredAt(sim())
    sim().configure({ faults: [fault] })
    const live = await engine.generate(ask('hello', cold))
    const again = await engine.generate(ask('hello', cold))
    expect(again).toEqual({
      ...live,
      usage: { inputTokens: 0, outputTokens: 0, dollars: 0, calls: 0, saved: live.usage },
    })
    expect(live.text.isWellFormed()).toBe(true)
    expect(sim().stats().requests).toBe(1)
    expect('polluted' in {}).toBe(false)
  })

  test('fault 22: a key that the server repeats is in no error and no file', async () => {
    sim().configure({ faults: ['500:message=proxy log: Bearer ${key}'] })
    const { engine, kept } = layeredAt(sim())
    const error = await failure(engine.generate(ask('hello')))
    expect(error.message).toContain('[secret]')
    expect(allOf(error) + kept()).not.toMatch(/CANARY/)
  })

  test('fault 23: another model that answered is named, and has its own price', async () => {
    sim().configure({ faults: ['other_model'] })
    const table = { 'sim-1': { input: 1, output: 4 }, 'sim-1-2099-01-01': { input: 10, output: 40 } }
    const { model, usage } = await compose(engineAt(sim()), priced(table)).generate(ask('hello'))
    expect(model).toBe('sim-1-2099-01-01')
    expect(usage.dollars).toBe(costOf(usage, table['sim-1-2099-01-01']))
  })

  test.for(['no_usage', 'usage_zero', 'usage_negative', 'usage_string'])(
    'fault 24: after %s the cost is unknown, not zero',
    async (fault) => {
      sim().configure({ faults: [fault] })
      expect(await usageOf(layeredAt(sim()).engine, ask('hello'))).toEqual({})
    },
  )
})

// What a provider refuses, by the numbers of these faults in reliability.md, and what the layers make of it. The language
// model is simulated (tools/sim in the shared folder); the faults happen on real connections, only waits are skipped.
import { compose, EngineError } from '@textgrad/core'
import { describe, expect, test, vi } from 'vitest'

import { allOf, layeredAt, usageOf } from './faults.test.support.ts'
import { retry } from './retry.ts'
import { ask, engineAt, failure, simOfTests, simPath, startSim, ways } from './sim.test.support.ts'

describe.skipIf(!simPath).for(ways)('by %s', ([, way]) => {
  const sim = simOfTests()

  test.for<[string, number]>([
    ['429:at=1,retryAfter=2', 2000],
    ['429:at=1,retryAfterMs=300', 300],
    ['429:at=1,retryAfter=date,ms=30000', 28_000],
    ['503:at=1,retryAfter=7', 7000],
  ])('fault 1: %s makes everyone wait %i ms or more, and the run goes on', async ([fault, least]) => {
    sim().configure({ faults: [fault] })
    const { engine, clock, expectBalance } = layeredAt(sim(), way)
    expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
    expect(Math.max(...clock.waits)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...clock.waits)).toBeLessThan(least + 3000)
    expect(sim().stats()).toMatchObject({ requests: 2, paid: 1 })
    expectBalance()
  })

  test('fault 2: a fifth refused without a time costs no reply', async () => {
    sim().configure({ faults: ['429:prob=0.2'] })
    const { engine, expectBalance } = layeredAt(sim(), way)
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => usageOf(engine, ask(`${index}`))),
    )
    expect(replies).toHaveLength(100)
    expect(sim().stats()).toMatchObject({ paid: 100, duplicateOfDelivered: 0 })
    expect(sim().stats().byStatus['429']).toBeGreaterThan(5)
    expectBalance()
  })

  test.for(['86400', 'soon', '-5', '1e12', '0'])(
    'fault 3: Retry-After: %s is ignored',
    async (retryAfter) => {
      sim().configure({ faults: [`429:at=1,retryAfter=${retryAfter}`] })
      const { engine, clock } = layeredAt(sim(), way)
      await engine.generate(ask('hello'))
      expect(Math.max(...clock.waits)).toBeLessThanOrEqual(500)
    },
  )

  test('fault 3: an abort ends a long wait at once', async () => {
    sim().configure({ faults: ['429:retryAfter=500'] })
    const engine = compose(engineAt(sim(), way), retry())
    const controller = new AbortController()
    const outcome = failure(engine.generate(ask('hello', { signal: controller.signal })))
    await vi.waitFor(() => expect(sim().stats().requests).toBe(1), { timeout: 20_000 })
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
    const { engine, kept, expectBalance } = layeredAt(sim(), way)
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ name: 'EngineError', kind, retryable: false, paid: 'no' })
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 0 })
    expect(allOf(error) + kept()).not.toMatch(/CANARY/)
    expectBalance()
  })

  test('fault 4: after the quota was raised the same engine goes on', async () => {
    sim().configure({ faults: ['quota:at=1'] })
    const { engine, expectBalance } = layeredAt(sim(), way)
    expect(await failure(engine.generate(ask('hello')))).toMatchObject({ kind: 'quota' })
    expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
    expectBalance()
  })

  test.for(['500', '503', '529', '409', 'error_empty', 'error_not_json'])(
    'fault 5: %s is asked again, five times in all',
    async (fault) => {
      const { engine, expectBalance } = layeredAt(sim(), way)
      sim().configure({ faults: [`${fault}:attempt=1`] })
      expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
      sim().configure({ faults: [fault] })
      const error = await failure(engine.generate(ask('again')))
      expect(error).toMatchObject({ kind: 'server', retryable: true, paid: 'no' })
      expect(error.message).toMatch(/\(after 5 requests\)$/)
      expect(sim().stats()).toMatchObject({ requests: 2 + 5, paid: 1 })
      expectBalance()
    },
  )

  test.for(['502', '504', '408'])(
    'fault 5: %s, which may have been paid, is asked once more',
    async (fault) => {
      sim().configure({ faults: [fault] })
      const { engine, expectBalance } = layeredAt(sim(), way)
      const error = await failure(engine.generate(ask('hello')))
      expect(error).toMatchObject({ retryable: true, paid: 'maybe' })
      expect(sim().stats().requests).toBe(2)
      expectBalance(2)
    },
  )

  test('fault 21: a prompt that is too long for the model says by how much, and nothing is cut off', async () => {
    await using disposable = new AsyncDisposableStack()
    const small = await startSim({ context: 1000 })
    disposable.defer(() => small.close())
    const { engine } = layeredAt(small, way)
    const error = await failure(engine.generate(ask('one two '.repeat(1000))))
    expect(error).toMatchObject({ kind: 'context-length', retryable: false, paid: 'no' })
    expect(error.message).toMatch(/maximum context length is 1000 tokens.* resulted in 20\d\d tokens/)
    expect(small.stats()).toMatchObject({ requests: 1, paid: 0 })
  })

  test('fault 22: a key that the server repeats is in no error and no file', async () => {
    sim().configure({ faults: ['500:message=proxy log: Bearer ${key}'] })
    const { engine, kept } = layeredAt(sim(), way)
    const error = await failure(engine.generate(ask('hello')))
    expect(error.message).toContain('[secret]')
    expect(allOf(error) + kept()).not.toMatch(/CANARY/)
  })
})

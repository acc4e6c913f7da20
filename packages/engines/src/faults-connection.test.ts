// What happens to connections, by the numbers of these faults in reliability.md, and what the layers make of it. The
// language model is simulated (tools/sim in the shared folder); the faults happen on real connections.
import { compose } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { breaker } from './breaker.ts'
import { TestClock } from './clock.test.support.ts'
import { layeredAt, usageOf } from './faults.test.support.ts'
import { retry } from './retry.ts'
import { ask, engineAt, failure, simOfTests, simPath, startSim, ways } from './sim.test.support.ts'
import { timeouts } from './timeouts.ts'

describe.skipIf(!simPath).for(ways)('by %s', ([, way]) => {
  const sim = simOfTests()

  test('fault 6: a server that comes back is asked again, one that does not is a connection error that was not paid', async () => {
    const closing = await startSim()
    const { engine, expectBalance } = layeredAt(closing, way)
    closing.configure({ faults: ['reset:times=1'] })
    expect((await engine.generate(ask('hello'))).text).toMatch(/\S/)
    await closing.close()
    const error = await failure(engine.generate(ask('nobody there')))
    expect(error).toMatchObject({ kind: 'connection', retryable: true, paid: 'no' })
    expect(error.message).toMatch(/ECONNREFUSED.* \(after 5 requests\)$/)
    expectBalance(1)
  })

  test('fault 6: a name that nobody has, and a server that does not speak TLS, are connection errors', async () => {
    for (const baseURL of ['http://nobody.invalid/v1', `https://127.0.0.1:${sim().port}/v1`]) {
      const error = await failure(engineAt(sim(), { ...way, baseURL }).generate(ask('hello')))
      expect(error).toMatchObject({ kind: 'connection', retryable: true })
    }
    expect(sim().stats().paid).toBe(0)
  })

  test('fault 6: an outage opens the breaker, all wait, and every call has its reply', async () => {
    const warnings: Error[] = []
    const clock = new TestClock()
    const shield = breaker({ clock, warn: (warning) => warnings.push(warning) })
    const server = engineAt(sim(), way)
    const bare = compose(server, shield)
    await bare.generate(ask('load the SDK'))
    sim().reset()
    sim().outage(60_000)
    const first = await Promise.allSettled([1, 2, 3, 4, 5].map((name) => bare.generate(ask(`${name}`))))
    expect(first.map(({ status }) => status)).toEqual(first.map(() => 'rejected'))
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^requests wait, and one tries every 30 s until the server is reached: /),
    ])
    const engine = compose(server, retry(), shield)
    const replies = Promise.all(Array.from({ length: 20 }, (_, index) => usageOf(engine, ask(`${index}`))))
    sim().outage(0)
    await clock.advance(29_999)
    expect(sim().stats().requests).toBe(0)
    await clock.advance(1)
    // None of them failed even once: each was sent, and paid, one time.
    expect((await replies).filter(({ calls = 1 }) => calls === 1)).toHaveLength(20)
    expect(sim().stats()).toMatchObject({ requests: 20, paid: 20, duplicateOfDelivered: 0 })
  })

  test('fault 6: an outage that is longer than all retries is waited for where nothing can have been paid', async () => {
    const before = await startSim()
    const shield = breaker({ wait: 100, warn: () => {} })
    const { baseURL, port } = before
    const engine = compose(engineAt(before, { ...way, baseURL }), retry({ firstWait: 1 }), shield)
    await engine.generate(ask('load the SDK'))
    await before.close()
    const reply = engine.generate(ask('hello'))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const after = await startSim({ port })
    expect((await reply).text).toMatch(/\S/)
    expect(after.stats()).toMatchObject({ requests: 1, paid: 1 })
    await after.close()
  })

  test('fault 7: a reset before and after the answer are asked once more, and both count as paid', async () => {
    for (const fault of ['reset', 'reset_paid']) {
      sim().configure({ faults: [`${fault}:attempt=1`] })
      expect(await usageOf(layeredAt(sim(), way).engine, ask(fault))).toMatchObject({ calls: 2 })
    }
    expect(sim().stats()).toMatchObject({ requests: 4, paid: 3, paidLost: 1 })
    sim().configure({ faults: ['reset_paid'] })
    const error = await failure(layeredAt(sim(), way).engine.generate(ask('for ever')))
    expect(error).toMatchObject({ kind: 'connection', paid: 'maybe' })
    expect(sim().stats()).toMatchObject({ requests: 6, paid: 5 })
  })

  test.for<[number, string]>([
    [8, 'hang'],
    [8, 'hang_paid'],
    [9, 'hang_headers'],
  ])('fault %i: %s ends at the total deadline, and is asked once more', async ([, fault]) => {
    await engineAt(sim(), way).generate(ask('load the SDK'))
    sim().reset()
    sim().configure({ faults: [fault] })
    const layered = layeredAt(sim(), { ...way, timeout: 800 })
    for (const engine of [
      layered.engine,
      compose(engineAt(sim(), way), retry({ firstWait: 1 }), timeouts({ total: 800 })),
    ]) {
      const before = sim().stats().requests
      const error = await failure(engine.generate(ask('hello')))
      expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
      expect(error.message).toMatch(/no reply within 800 ms \(after 2 requests\)$/)
      expect(sim().stats().requests - before).toBe(2)
    }
  })

  test.for<[number, string, object, string]>([
    [8, 'hang', { firstByte: 800 }, 'no first byte within 800 ms'],
    [8, 'hang_paid', { firstByte: 800 }, 'no first byte within 800 ms'],
    [9, 'hang_headers', { idle: 800 }, 'no further byte within 800 ms'],
  ])('fault %i: %s ends at %o, and is asked once more', async ([, fault, timeout, text]) => {
    sim().configure({ faults: [fault] })
    const { engine, expectBalance } = layeredAt(sim(), { ...way, timeout })
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
    expect(error.message).toContain(text)
    expect(sim().stats().requests).toBe(2)
    expectBalance(2)
  })
})

describe.skipIf(!simPath)('slow pieces', () => {
  const sim = simOfTests()

  test.for(ways.filter(([, { stream }]) => !stream))(
    'fault 10: by %s end at the total deadline, though each is in time',
    async ([, way]) => {
      // Each piece has a second more than it takes.
      sim().configure({ faults: ['drip:ms=100'] })
      const { engine, expectBalance } = layeredAt(sim(), { ...way, timeout: { total: 1200, idle: 1100 } })
      const error = await failure(engine.generate(ask('hello')))
      expect(error).toMatchObject({ kind: 'timeout', paid: 'maybe' })
      expect(error.message).toMatch(/no reply within 1200 ms \(after 2 requests\)$/)
      expectBalance()
    },
  )

  test.for(ways)('fault 10: by %s in time make a reply, though all of them take longer', async ([, way]) => {
    sim().configure({ faults: ['drip:ms=50'], chunkDelay: way.stream ? '50' : '0' })
    const { engine, expectBalance } = layeredAt(sim(), { ...way, timeout: { idle: 1000 } })
    expect(await usageOf(engine, ask('hello'))).not.toHaveProperty('calls')
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 1 })
    expectBalance()
  })
})

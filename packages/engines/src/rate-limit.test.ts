// The language model behind these tests is simulated (tools/sim in the shared folder); its limits are real, in a minute
// that lasts a second.
import { compose } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { paced } from './paced.ts'
import { retry } from './retry.ts'
import { ask, engineAt, simPath, startSim } from './sim.test.support.ts'

const questions = (count: number) => Array.from({ length: count }, (_, index) => ask(`question ${index}`))

describe.skipIf(!simPath)('a server that lets 100 requests in per window', () => {
  test('refuses next to none where they are paced', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim({ rpm: 100, limitWindowMs: 1000, latency: 'uniform:5,40' })
    disposable.defer(() => sim.close())
    const engine = compose(engineAt(sim), retry(), paced({ requestsPerMinute: 6000 }))
    await engine.generate(ask('load the SDK'))
    const replies = await Promise.all(questions(250).map((question) => engine.generate(question)))
    expect(replies).toHaveLength(250)
    // None, unless a busy machine makes one of our seconds longer than one of theirs.
    expect(sim.stats().byStatus['429'] ?? 0).toBeLessThanOrEqual(5)
  })

  test('is asked until all have their reply where its limit is unknown', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim({ rpm: 100, limitWindowMs: 1000 })
    disposable.defer(() => sim.close())
    const engine = compose(engineAt(sim), retry({ attempts: 20, firstWait: 20 }), paced({}))
    const replies = await Promise.all(questions(250).map((question) => engine.generate(question)))
    expect(replies).toHaveLength(250)
    expect(sim.stats().paid).toBe(250)
  })
})

describe.skipIf(!simPath)('a server that tells its limit, and lets only a second’s worth in at once', () => {
  // 6000 per minute, of which no more than 100 at once.
  const limited = { rpm: 6000, burst: 1 / 60, latency: 'uniform:5,40' }

  test('refuses next to none where nobody set a limit: it is learned', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim(limited)
    disposable.defer(() => sim.close())
    const engine = compose(engineAt(sim), retry(), paced({}))
    await engine.generate(ask('the first tells'))
    const replies = await Promise.all(questions(300).map((question) => engine.generate(question)))
    expect(replies).toHaveLength(300)
    expect(sim.stats().byStatus['429'] ?? 0).toBeLessThanOrEqual(5)
  })
})

describe.skipIf(!simPath)('a server that lets only ten in at once', () => {
  test('refuses many where its limit is not learned', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim({ rpm: 6000, burst: 1 / 600, latency: 'uniform:5,40' })
    disposable.defer(() => sim.close())
    const engine = compose(engineAt(sim), paced({ requestsPerMinute: Number.POSITIVE_INFINITY }))
    await Promise.allSettled(questions(300).map((question) => engine.generate(question)))
    expect(sim.stats().byStatus['429'] ?? 0).toBeGreaterThan(5)
  })
})

describe.skipIf(!simPath)('a server that tells a limit of tokens', () => {
  test('refuses next to none where nobody set it', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim({ tpm: 60_000, burst: 1 / 10, replyTokens: 60 })
    disposable.defer(() => sim.close())
    const engine = compose(engineAt(sim, { maxTokens: 60 }), retry(), paced({}))
    await engine.generate(ask('the first tells'))
    // 65 tokens each are 6500, more than the 6000 that fit at once.
    const replies = await Promise.all(questions(110).map((question) => engine.generate(question)))
    expect(replies).toHaveLength(110)
    expect(sim.stats().byStatus['429'] ?? 0).toBeLessThanOrEqual(5)
  })
})

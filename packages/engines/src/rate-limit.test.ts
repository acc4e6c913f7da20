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

// Replies that are not what they should be, by the numbers of these faults in reliability.md, and what the layers make of
// them. The language model is simulated (tools/sim in the shared folder); the faults happen on real connections.
import { compose, EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { layeredAt, usageOf } from './faults.test.support.ts'
import { costOf, priced } from './priced.ts'
import { ask, engineAt, failure, simOfTests, simPath, ways } from './sim.test.support.ts'

const cold = { sampling: { temperature: 0 } }

/** Faults that leave an event stream whole. */
const plainOnly = /^(cut_json|json_null|json_array|error_200|no_choices|no_message|gzip_bomb|invalid_utf8)/

const spoiled: readonly [number, string][] = [
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
]

describe.skipIf(!simPath).for(ways)('by %s', ([, way]) => {
  const sim = simOfTests()
  const isPlain = way.stream !== true

  test.for(spoiled.filter(([, fault]) => isPlain || !plainOnly.test(fault)))(
    'fault %i: %s was paid, and is asked once more',
    async ([, fault]) => {
      const { engine, kept, expectBalance } = layeredAt(sim(), way)
      sim().configure({ faults: [`${fault}${fault.includes(':') ? ',' : ':'}attempt=1`] })
      expect(await usageOf(engine, ask('hello'))).toMatchObject({ calls: 2 })
      const before = kept()
      sim().configure({ faults: [fault] })
      const error = await failure(engine.generate(ask('again')))
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject({ retryable: true, paid: 'yes' })
      expect(sim().stats()).toMatchObject({ requests: 4, paid: 4 })
      expect(kept()).toBe(before)
      expectBalance()
    },
  )

  test('fault 15: a reply of another content type is read for what it is', async () => {
    sim().configure({ faults: ['wrong_type'] })
    const { engine, expectBalance } = layeredAt(sim(), way)
    expect(await engine.generate(ask('hello'))).toMatchObject({
      finish: 'stop',
      text: expect.stringMatching(/\S/),
    })
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 1 })
    expectBalance()
  })

  test.for(['empty_content', 'blank_content', 'null_content'])(
    'fault 16: %s is asked for again as another sample, twice at most',
    async (fault) => {
      const { engine, kept, expectBalance } = layeredAt(sim(), way)
      sim().configure({ faults: [`${fault}:times=2`] })
      expect(await usageOf(engine, ask('hello'))).toMatchObject({ calls: 3, inputTokens: expect.any(Number) })
      const before = kept()
      sim().configure({ faults: [fault] })
      const error = await failure(engine.generate(ask('again')))
      expect(error).toMatchObject({ kind: 'bad-reply', retryable: false, paid: 'yes' })
      expect(error.message).toMatch(/replied with nothing \(after 3 requests\)$/)
      expect(sim().stats()).toMatchObject({ requests: 6, paid: 6 })
      expect(kept()).toBe(before)
      expectBalance()
    },
  )

  test.for<[number, string, string]>([
    [17, 'refusal', 'refused'],
    [17, 'filtered', 'refused'],
    [18, 'length', 'length'],
  ])('fault %i: %s is a result, asked once and not kept', async ([, fault, finish]) => {
    const { engine, kept, expectBalance } = layeredAt(sim(), way)
    sim().configure({ faults: [fault] })
    expect(await engine.generate(ask('hello', cold))).toMatchObject({ finish })
    expect(sim().stats().requests).toBe(1)
    expect(kept()).toBe('')
    sim().configure({ faults: [] })
    expect(await engine.generate(ask('hello', cold))).toMatchObject({ finish: 'stop' })
    expectBalance()
  })

  test.for<[number, string]>([
    [20, 'bom'],
    [20, 'lone_surrogate'],
    [20, 'control_chars'],
    [20, 'bidi'],
    [25, 'deep_json:depth=5000'],
    [25, 'proto_key'],
  ])('fault %i: after %s what is kept is what was returned', async ([, fault]) => {
    const { engine, expectBalance } = layeredAt(sim(), way)
    sim().configure({ faults: [fault] })
    const live = await engine.generate(ask('hello', cold))
    const again = await engine.generate(ask('hello', cold))
    const usage = { inputTokens: 0, outputTokens: 0, dollars: 0, calls: 0, saved: live.usage }
    expect(again).toEqual({ ...live, usage })
    expect(live.text.isWellFormed()).toBe(true)
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 1 })
    expect('polluted' in {}).toBe(false)
    expectBalance()
  })

  test('fault 23: another model that answered is named, and has its own price', async () => {
    sim().configure({ faults: ['other_model'] })
    const table = { 'sim-1': { input: 1, output: 4 }, 'sim-1-2099-01-01': { input: 10, output: 40 } }
    const engine = compose(engineAt(sim(), way), priced(table))
    const { model, usage, insteadOf } = await engine.generate(ask('hello'))
    expect({ model, insteadOf }).toEqual({ model: 'sim-1-2099-01-01', insteadOf: 'sim-1' })
    // It is said once.
    expect(await engine.generate(ask('again'))).not.toHaveProperty('insteadOf')
    expect(usage.dollars).toBe(costOf(usage, table['sim-1-2099-01-01']))
  })

  test.for(['no_usage', 'usage_zero', 'usage_negative', 'usage_string'])(
    'fault 24: after %s the cost is unknown, not zero',
    async (fault) => {
      sim().configure({ faults: [fault] })
      expect(await usageOf(layeredAt(sim(), way).engine, ask('hello'))).toEqual({})
    },
  )
})

describe.skipIf(!simPath)('samples', () => {
  const sim = simOfTests()

  test('fault 16: that are empty are followed by ones with another seed', async () => {
    sim().configure({ faults: ['empty_content:times=2'] })
    await layeredAt(sim(), { seed: 100 }).engine.generate(ask('hello'))
    const seeds = sim()
      .records()
      .map(({ body }) => body['seed'])
    expect(seeds).toEqual([100, 101, 102])
  })
})

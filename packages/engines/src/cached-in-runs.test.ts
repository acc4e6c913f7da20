// The language model is simulated by core's scripted engine.
import {
  budgeted,
  compose,
  constant,
  LlmCall,
  memoryJournal,
  rootCall,
  StoreError,
  type Journal,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { mapStore } from './cached.test.support.ts'
import { cached, type ReplyStore } from './cached.ts'
import { retry } from './retry.ts'

/** Each step asks one question at three places, at once, after something of its own that takes its time. */
const places = ['left', 'middle', 'right']

/** A model above temperature 0: it says something else wherever and whenever it is asked. */
function model(seed: number) {
  const said = new Map<string, number>()
  return scripted({
    latency: { from: 0, to: 4, seed },
    reply({ path = '', messages }) {
      const times = said.get(path) ?? 0
      said.set(path, times + 1)
      return messages.at(-1)?.content === 'first' ? 'ok' : `${path} of ${seed}, ${times}`
    },
  })
}

interface Setting {
  readonly store: ReplyStore
  readonly journal: Journal
  readonly steps: number
  readonly engine: ReturnType<typeof model>
}

/** The replies of a run by their places. */
async function run({ store, journal, steps, engine }: Setting): Promise<Map<string, string>> {
  const layers = [cached({ store }), retry(), budgeted()]
  const ask = new LlmCall({ engine: compose(engine, ...layers) })
  const root = rootCall({ journal })
  const replies = new Map<string, string>()
  const one = async (path: string): Promise<void> => {
    const call = root.child(path)
    await ask.forward(constant('first', { role: 'opening' }), call)
    const { value } = await ask.forward(constant('Once more?', { role: 'question' }), call)
    replies.set(path, value)
  }
  for (let step = 1; step <= steps; step++)
    await Promise.all(places.map((place) => one(`step-${step}/${place}`)))
  return replies
}

/** A journal of a process that dies: after so many results it keeps nothing any more. */
function dying(journal: Journal, after: number): Journal {
  let left = after
  return {
    ...journal,
    async settle(path, entry) {
      if (left-- <= 0) throw new StoreError('killed')
      await journal.settle(path, entry)
    },
  }
}

describe('samples of a run above temperature 0', () => {
  test('are distinct, and the next run has the same ones in the same places', async () => {
    const { store } = mapStore()
    const first = await run({ store, journal: memoryJournal(), steps: 3, engine: model(1) })
    expect(new Set(first.values()).size).toBe(9)
    const engine = model(2)
    expect(await run({ store, journal: memoryJournal(), steps: 3, engine })).toEqual(first)
    expect(engine.calls).toHaveLength(0)
  })

  test.for([...Array(18).keys()])(
    'stay those of their places where a run that shares a cache dies after %i replies, and is resumed',
    async (after) => {
      const { store, entries } = mapStore()
      // Another run was here before, and came less far.
      const other = await run({ store, journal: memoryJournal(), steps: 1, engine: model(1) })
      const whole = mapStore()
      for (const [key, text] of entries) whole.entries.set(key, text)
      const expected = await run({ ...whole, journal: memoryJournal(), steps: 3, engine: model(2) })
      expect(expected.size).toBe(9)

      const journal = memoryJournal()
      const broken = run({ store, journal: dying(journal, after), steps: 3, engine: model(2) })
      await expect(broken).rejects.toThrow('killed')
      const resumed = await run({ store, journal, steps: 3, engine: model(2) })
      expect(resumed).toEqual(expected)
      expect(new Set(resumed.values()).size).toBe(9)
      for (const [path, reply] of other) expect(resumed.get(path)).toBe(reply)
    },
  )

  test('that failed are asked for again as the same ones', async () => {
    const { store } = mapStore()
    let failures = 1
    const flaky = scripted({
      reply(_, call) {
        if (failures-- > 0) throw new Error('no')
        return `reply ${call}`
      },
    })
    const engine = compose(flaky, cached({ store }))
    const request = { purpose: 'forward', messages: [{ role: 'user', content: 'x' }] } as const
    await expect(engine.generate(request)).rejects.toThrow('no')
    const texts = [await engine.generate(request), await engine.generate(request)].map(({ text }) => text)
    const again = compose(scripted(), cached({ store }))
    expect([(await again.generate(request)).text, (await again.generate(request)).text]).toEqual(texts)
  })
})

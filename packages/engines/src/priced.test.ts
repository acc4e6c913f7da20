import { compose, type Engine, type Usage } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { costOf, priced, type PriceTable } from './priced.ts'
import { prices } from './prices.ts'
import { ask } from './sim.test.support.ts'

const million = { inputTokens: 1e6, outputTokens: 1e6 }

function dollars(id: string, answer: { model?: string; usage?: Usage } = {}, table?: PriceTable) {
  const model: Engine = scripted({ id, reply: () => ({ text: 'yes', usage: million, ...answer }) })
  return compose(model, priced(table))
    .generate(ask('hello'))
    .then(({ usage }) => usage.dollars)
}

describe('the cost of tokens', () => {
  const price = { input: 2, cachedInput: 0.5, output: 8 }

  test.for<[Usage, number | undefined]>([
    [{ inputTokens: 1000, outputTokens: 500 }, 0.006],
    [{ inputTokens: 1000, cachedInputTokens: 400, outputTokens: 500 }, 0.0054],
    [{ inputTokens: 1000, cachedInputTokens: 1001, outputTokens: 0 }, 0.002],
    [{ inputTokens: 1000 }, undefined],
    [{ outputTokens: 1000 }, undefined],
    [{}, undefined],
  ])('%o is %s dollars', ([usage, expected]) => {
    expect(costOf(usage, price)).toBe(expected)
  })

  test('is unknown where the prompt is longer than what the price is for', () => {
    const short = { ...price, upTo: 1000 }
    expect(costOf({ inputTokens: 1000, outputTokens: 0 }, short)).toBe(0.002)
    expect(costOf({ inputTokens: 1001, outputTokens: 0 }, short)).toBeUndefined()
  })
})

describe('priced', () => {
  test.for([
    ['openai/gpt-5-mini', undefined, 2.25],
    ['openai/gpt-5-mini', 'gpt-5-mini-2025-08-07', 2.25],
    ['openai.chat/gpt-5-mini', 'gpt-5-mini-2025-08-07', 2.25],
    ['openai/gpt-4o', 'gpt-4o-2024-05-13', 20],
    ['openai/claude-haiku-4-5@api.anthropic.com', 'claude-haiku-4-5-20251001', 6],
    ['anthropic.messages/claude-haiku-4-5', 'claude-haiku-4-5-20251001', 6],
    ['openai/gemini-2.5-flash@generativelanguage.googleapis.com', undefined, 2.8],
  ] as const)(
    '%s, answered by %s, costs %d dollars for a million tokens each way',
    async ([id, model, expected]) => {
      expect(await dollars(id, model === undefined ? {} : { model })).toBeCloseTo(expected, 10)
    },
  )

  test.for([
    ['openai/gpt-99', undefined],
    ['openai/gpt-5-mini', 'gpt-99'],
    ['openai/gpt-5-mini@localhost:8000', 'gpt-5-mini'],
    ['openai/toString', undefined],
    ['rules/molecules', undefined],
    ['mock/scripted', 'gpt-5-mini'],
  ] as const)('%s, answered by %s, has no known price: undefined, never zero', async ([id, model]) => {
    expect(await dollars(id, model === undefined ? {} : { model })).toBeUndefined()
  })

  test('a caller’s price comes first, for a model or for one server', async () => {
    const table = {
      'gpt-5-mini': { input: 1, output: 1 },
      'openai/m@localhost:8000': { input: 0, output: 0 },
    }
    expect(await dollars('openai/gpt-5-mini', { model: 'gpt-5-mini-2025-08-07' }, table)).toBe(2)
    expect(await dollars('openai/gpt-5-mini@localhost:8000', {}, table)).toBe(2)
    expect(await dollars('openai/m@localhost:8000', { model: 'm' }, table)).toBe(0)
    expect(await dollars('openai/m@localhost:8001', { model: 'm' }, table)).toBeUndefined()
  })

  test('what an engine says that it cost is kept', async () => {
    expect(await dollars('openai/gpt-5-mini', { usage: { ...million, dollars: 0.5 } })).toBe(0.5)
  })

  test('a price that is none is told', () => {
    for (const price of [
      { input: -1, output: 1 },
      { input: 1, output: Number.NaN },
      { input: 1, cachedInput: -1, output: 1 },
    ]) {
      expect(() => priced({ mine: price })).toThrow(RangeError)
    }
  })
})

test('every known price says where and when it was read, and is a sound one', () => {
  const all = Object.values(prices).flatMap((table) => Object.values(table))
  expect(all.length).toBeGreaterThan(30)
  for (const { input, cachedInput = 0, output, source, date } of all) {
    expect(source).toMatch(/^https:/)
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(cachedInput < input && input <= output && cachedInput >= 0).toBe(true)
  }
})

import { BudgetExceeded, budget, compose, constant, LlmCall, rootCall } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { mostTokens } from './most-tokens.ts'
import { priced } from './priced.ts'
import { ask, engineAt, simOfTests, simPath } from './sim.test.support.ts'

const image = { type: 'image', mediaType: 'image/png', bytes: new Uint8Array(3) } as const

describe('the most that a reply takes', () => {
  it('counts the bytes of the prompt and the limit of the reply', () => {
    expect(mostTokens(ask('grün'), { maxTokens: 10 })).toEqual({ input: 5 + 16, output: 10 })
    expect(mostTokens(ask('grün', { sampling: { maxTokens: 3 } }), { maxTokens: 10 })?.output).toBe(3)
    const parts = [{ type: 'text', text: 'a' } as const, { type: 'text', text: 'bc' } as const]
    expect(
      mostTokens({ purpose: 'forward', messages: [{ role: 'user', content: parts }] }, { maxTokens: 1 }),
    ).toEqual({ input: 3 + 16, output: 1 })
  })

  it('is not known without a limit, and for images', () => {
    expect(mostTokens(ask('hello'))).toBeUndefined()
    expect(
      mostTokens({ purpose: 'forward', messages: [{ role: 'user', content: [image] }] }, { maxTokens: 1 }),
    ).toBeUndefined()
  })
})

describe.skipIf(simPath === undefined)('a budget with models that answer at once', () => {
  const sim = simOfTests()
  const price = { input: 100, output: 400 }

  it.each([
    ['dollars', { dollars: 2 }],
    ['tokens', { tokens: 12_000 }],
  ] as const)('fault 61: in %s is not passed by 64 calls at once', async (kind, limits) => {
    const engine = compose(engineAt(sim(), { maxTokens: 40 }), priced({ 'sim-1': price }))
    const spending = budget(limits)
    const root = rootCall({ budget: spending })
    const llm = new LlmCall({ engine })
    const errors: unknown[] = []
    const next = async (name: string): Promise<unknown> =>
      llm.forward(constant(`question ${name}`, { role: 'question' }), root.child(name))
    const work = async (_: unknown, worker: number): Promise<void> => {
      for (let count = 0; count < 30 && errors.length === 0; count++) {
        await next(`call-${worker}-${count}`).catch((error: unknown) => errors.push(error))
      }
    }
    await Promise.all(Array.from({ length: 64 }, work))
    expect(errors[0]).toBeInstanceOf(BudgetExceeded)
    expect(new Set(errors.map((error) => (error as Error).name))).toEqual(new Set(['BudgetExceeded']))
    // What the simulator was paid for, by its own count.
    const { tokensIn, tokensOut } = sim().stats()
    const paid =
      kind === 'tokens' ? tokensIn + tokensOut : (tokensIn * price.input + tokensOut * price.output) / 1e6
    const limit = Object.values(limits)[0]!
    expect(paid).toBeCloseTo(spending.total()[kind], 9)
    expect(paid).toBeLessThanOrEqual(limit)
    // 64 replies may be set aside at their largest when the limit is met.
    expect(paid).toBeGreaterThan(limit / 2)
  })
})

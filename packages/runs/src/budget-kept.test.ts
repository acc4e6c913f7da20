import { BudgetExceeded, constant, LlmCall, random, rootCall, variable, type Engine } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { newFile, within } from './durable.test.support.ts'
import type { DurableRun } from './store/durable-run.ts'

const limit = 0.05
const worst = 0.0002

/** Costs up to its worst case, and takes its time. */
function costly(): { engine: Engine; paid: () => number } {
  const { next } = random(1, 'costs')
  let paid = 0
  const engine: Engine = {
    id: 'costly',
    atMost: () => ({ dollars: worst }),
    async generate() {
      const dollars = worst * (0.2 + 0.8 * next())
      await new Promise((resolve) => setTimeout(resolve, 5 * next()))
      paid += dollars
      return { text: 'x', finish: 'stop', usage: { dollars } }
    },
  }
  return { engine, paid: () => paid }
}

const asking = (run: DurableRun, engine: Engine, dollars: number) => {
  const root = rootCall({ journal: run.journal, emit: run.emit, budget: run.budget({ dollars }) })
  const llm = new LlmCall({ engine, system: variable('Answer.', { role: 'system prompt' }) })
  return async (name: string): Promise<unknown> =>
    llm.forward(constant(name, { role: 'question' }), root.child(name))
}

/** Asks 64 at once until one is refused, or so many have been asked; the errors. */
async function spend(run: DurableRun, engine: Engine, count = 1000): Promise<unknown[]> {
  const ask = asking(run, engine, limit)
  const errors: unknown[] = []
  let begun = 0
  const work = async (): Promise<void> => {
    try {
      while (begun < count && errors.length === 0) await ask(`call-${begun++}`)
    } catch (error) {
      errors.push(error)
    }
  }
  await Promise.all(Array.from({ length: 64 }, work))
  return errors
}

describe('a budget in dollars', () => {
  it('fault 61: is never exceeded by 64 calls at once, and used to the end', async () => {
    await within(newFile(), async (store) => {
      const { engine, paid } = costly()
      await using run = await store.start({ task: 'test' })
      const errors = await spend(run, engine)
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) expect(error).toBeInstanceOf(BudgetExceeded)
      expect(paid()).toBeLessThanOrEqual(limit)
      expect(paid()).toBeGreaterThan(0.85 * limit)
      expect((await store.info(run.id)).spent.dollars).toBeCloseTo(paid(), 12)
    })
  })

  it('fault 63: is the same one after the run is resumed', async () => {
    await within(newFile(), async (store) => {
      const { engine, paid } = costly()
      await using first = await store.start({ task: 'test' })
      expect(await spend(first, engine, 200)).toEqual([])
      const before = paid()
      expect(before).toBeGreaterThan(limit / 3)
      await first[Symbol.asyncDispose]()
      await using second = await store.resume(first.id)
      // What is kept is not asked again, and counts.
      await spend(second, engine)
      expect(paid()).toBeGreaterThan(before)
      expect(paid()).toBeLessThanOrEqual(limit)
    })
  })
})

import {
  beam,
  canonicalLog,
  gepa,
  gradient,
  Momentum,
  opro,
  Revolve,
  type Engine,
  type GenerateRequest,
  type Strategy,
} from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { breaking, broken, resumed, uninterrupted } from './broken.test.support.ts'
import { model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { prompting } from './prompting.test.support.ts'

const pathsOf = (calls: readonly GenerateRequest[]): string[] => calls.map(({ path }) => path!)

describe('a run that is resumed', () => {
  it.each([0, 1, 5, 13, 22, 30])(
    'ends as if it had never broken off after %i calls, and asks for nothing again',
    async (after) => {
      await within(newFile(), async (store) => {
        const first = await broken(store, after)
        expect(first.error).toMatchObject({ name: 'EngineError' })
        expect((await store.info(first.id)).status).toBe('failed')
        const second = await resumed(store, first.id)
        const whole = await uninterrupted
        expect(second.result).toEqual(whole.result)
        expect(second.log).toBe(whole.log)
        // What was stored is the run, once.
        expect(canonicalLog(await stored(store, first.id))).toBe(whole.log)
        const asked = [...pathsOf(first.calls), ...pathsOf(second.calls)]
        expect(asked).toHaveLength(new Set(asked).size)
        expect(asked).toHaveLength(whole.result!.spent.calls)
        expect(await store.info(first.id)).toMatchObject({
          status: 'done',
          attempts: 2,
          spent: { calls: whole.result!.spent.calls },
          maybe: { calls: 0 },
        })
      })
    },
  )

  it('can be broken off again and again, in any place', async () => {
    await within(newFile(), async (store) => {
      const { id } = await broken(store, 3)
      for (const after of [0, 2, 0, 11, 1]) {
        await using run = await store.resume(id)
        expect((await runIn(run, breaking(after).engine)).error).toBeDefined()
      }
      const last = await resumed(store, id)
      const whole = await uninterrupted
      expect(last.result).toEqual(whole.result)
      expect(canonicalLog(await stored(store, id))).toBe(whole.log)
      expect((await store.info(id)).attempts).toBe(7)
    })
  })

  it('that has ended already is told again without a call', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts' })
      const first = await runIn(run, model())
      await run[Symbol.asyncDispose]()
      const before = await Array.fromAsync(store.read(run.id))
      const again = await resumed(store, run.id)
      expect(again.calls).toEqual([])
      expect(again.log).toBe(first.log)
      const after = await Array.fromAsync(store.read(run.id))
      // Its end alone is told anew.
      expect(after.slice(0, -1)).toEqual(before.slice(0, -1))
      expect(after.length).toBe(before.length)
    })
  })

  it.each<[string, (engine: Engine) => Strategy]>([
    ['Momentum', (engine) => gradient(({ parameters }) => new Momentum(parameters, { engine }))],
    ['Revolve', (engine) => gradient(({ parameters }) => new Revolve(parameters, { engine }))],
    ['gepa', (engine) => gepa({ engine })],
    ['beam', (engine) => beam({ engine })],
    ['opro', (engine) => opro({ engine })],
  ])('asks nothing again, whatever proposes its candidates: %s', async (_name, strategyOf) => {
    await within(newFile(), async (store) => {
      const engine = model()
      await using run = await store.start({ task: 'prompts' })
      const first = await runIn(run, engine, { strategy: strategyOf(engine), steps: 2 })
      expect(first.error).toBeUndefined()
      expect(engine.calls.length).toBeGreaterThan(4)
      await run[Symbol.asyncDispose]()
      const again = model()
      await using other = await store.resume(run.id)
      const second = await runIn(other, again, { strategy: strategyOf(again), steps: 2 })
      expect(again.calls).toEqual([])
      expect(second.log).toBe(first.log)
    })
  })

  it('goes on for more steps than it was begun with', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts', options: { steps: 1 } })
      await runIn(run, model(), { steps: 1 })
      await run[Symbol.asyncDispose]()
      const more = await resumed(store, run.id)
      expect(more.log).toBe((await uninterrupted).log)
      await using again = await store.resume(run.id, { options: { steps: 9 } })
      expect(again.plan).toEqual({ task: 'prompts', options: { steps: 9 } })
      expect((await store.info(run.id)).plan.options).toEqual({ steps: 9 })
    })
  })

  it('fault 44: is refused where the program or its configuration has changed, naming the place', async () => {
    await within(newFile(), async (store) => {
      const { id } = await broken(store, 9)
      const other = await resumed(store, id, { seed: 4 })
      expect(other.error).toMatchObject({
        name: 'StoreError',
        message: expect.stringMatching(
          /^The program or its configuration has changed .* seed or strategy is another/,
        ),
      })
      // The same start and strategy, and another text to the model.
      const engine = model()
      const problem = prompting(engine)
      const changed = { ...problem, build: () => problem.build({ 'system prompt': 'Answer briefly.' }) }
      await using run = await store.resume(id)
      const { error } = await runIn(run, engine, { problem: changed })
      expect(error).toMatchObject({ name: 'StoreError' })
      expect(error!.message).toMatch(
        /^The program or its configuration has changed .* at (start|step-1)\/\S*item-\d+\/\S+ is not what was asked/,
      )
      expect(engine.calls).toEqual([])
      await run[Symbol.asyncDispose]()
      // And still goes on with what it was begun with.
      expect((await resumed(store, id)).result).toEqual((await uninterrupted).result)
    })
  })
})

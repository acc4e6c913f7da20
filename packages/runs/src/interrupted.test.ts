import { canonicalLog, type RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { broken, resumed, uninterrupted } from './broken.test.support.ts'
import { model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { prompting } from './prompting.test.support.ts'

describe('a run that was interrupted', () => {
  it('tells what may have been paid, and counts it as paid', async () => {
    await within(newFile(), async (store) => {
      const { id } = await broken(store, 6, 'maybe')
      const { maybe, spent } = await store.info(id)
      expect(maybe.calls).toBeGreaterThan(0)
      expect(spent.calls).toBe(6 + maybe.calls)
      const second = await resumed(store, id)
      const whole = await uninterrupted
      expect(second.result).toEqual(whole.result)
      const events = await stored(store, id)
      const warnings = events.filter((event) => event.type === 'warning')
      const amount = `${maybe.calls} call${maybe.calls === 1 ? '' : 's'}`
      expect(warnings).toMatchObject([
        {
          path: 'attempt-2',
          message: `What was under way when this run was interrupted may have been paid, and counts as paid: ${amount}`,
        },
      ])
      expect(canonicalLog(events.filter(({ type }) => type !== 'warning'))).toBe(whole.log)
      expect((await store.info(id)).spent.calls).toBe(whole.result!.spent.calls + maybe.calls)
      // It is told once, however often the run is resumed.
      await resumed(store, id)
      expect((await stored(store, id)).filter(({ type }) => type === 'warning')).toHaveLength(1)
    })
  })

  it('fault 61: a spent budget ends it with its best, and with a larger one it goes on where it was', async () => {
    await within(newFile(), async (store) => {
      const engine = model()
      await using run = await store.start({ task: 'prompts', limits: { calls: 20 } })
      const first = await runIn(run, engine, { budget: run.budget(run.plan.limits) })
      expect(first.result).toMatchObject({ status: 'budget', spent: { calls: 20 } })
      expect(engine.calls).toHaveLength(20)
      await run[Symbol.asyncDispose]()
      expect(await store.info(run.id)).toMatchObject({ status: 'budget', spent: { calls: 20 } })
      const second = await resumed(store, run.id)
      const whole = await uninterrupted
      expect(second.result).toEqual(whole.result)
      expect(second.calls).toHaveLength(whole.result!.spent.calls - 20)
      expect(canonicalLog(await stored(store, run.id))).toBe(whole.log)
    })
  })

  it('fault 63: keeps to its budget over all of its processes, with what may have been paid', async () => {
    await within(newFile(), async (store) => {
      const { id, calls } = await broken(store, 6, 'maybe')
      const { maybe } = await store.info(id)
      const limits = { calls: 15 }
      await using run = await store.resume(id, { limits })
      const engine = model()
      const { result } = await runIn(run, engine, { budget: run.budget(limits) })
      expect(result!.status).toBe('budget')
      // Calls at once may each be refused what another has left.
      const spent = calls.length + engine.calls.length + maybe.calls
      expect([14, 15]).toContain(spent)
      await run[Symbol.asyncDispose]()
      expect((await store.info(id)).spent.calls).toBe(spent)
      // What it has spent it can not spend again.
      const none = model()
      await using again = await store.resume(id)
      await runIn(again, none, { budget: again.budget({ calls: spent }) })
      expect(none.calls).toEqual([])
    })
  })

  it('asks for nothing more when what may have been paid is more than its budget', async () => {
    await within(newFile(), async (store) => {
      const { id } = await broken(store, 6, 'maybe')
      await using run = await store.resume(id)
      const engine = model()
      await runIn(run, engine, { budget: run.budget({ calls: 1, purposes: { forward: { calls: 1 } } }) })
      expect(engine.calls).toEqual([])
    })
  })

  it('fault 40: a pause lets what is under way come in, and nothing is asked again', async () => {
    await within(newFile(), async (store) => {
      const engine = model({ latency: 5 })
      const pause = new AbortController()
      await using run = await store.start({ task: 'prompts' })
      const watch = (event: RunEvent) => {
        if (event.type === 'generate' && engine.calls.length > 9) pause.abort()
      }
      const problem = prompting(engine)
      const emit = async (event: RunEvent) => {
        watch(event)
        await run.emit(event)
      }
      const first = await runIn(run, engine, { problem, pause: pause.signal, emit })
      expect(first.error).toMatchObject({ name: 'AbortError' })
      await run[Symbol.asyncDispose]()
      expect(await store.info(run.id)).toMatchObject({
        status: 'aborted',
        spent: { calls: engine.calls.length },
        maybe: { calls: 0 },
      })
      const second = await resumed(store, run.id)
      const whole = await uninterrupted
      expect(second.result).toEqual(whole.result)
      expect(engine.calls.length + second.calls.length).toBe(whole.result!.spent.calls)
    })
  })

  it('fault 40: an abort drops what is under way, which may have been paid', async () => {
    await within(newFile(), async (store) => {
      const engine = model({ latency: 5 })
      const abort = new AbortController()
      await using run = await store.start({ task: 'prompts' })
      const emit = async (event: RunEvent) => {
        if (event.type === 'generate' && engine.calls.length > 9) abort.abort()
        await run.emit(event)
      }
      const first = await runIn(run, engine, { signal: abort.signal, emit })
      expect(first.error).toMatchObject({ name: 'AbortError' })
      await run[Symbol.asyncDispose]()
      const { spent, maybe } = await store.info(run.id)
      expect(spent.calls).toBe(engine.calls.length)
      const second = await resumed(store, run.id)
      const whole = await uninterrupted
      expect(second.result).toEqual(whole.result)
      expect(engine.calls.length + second.calls.length).toBe(whole.result!.spent.calls + maybe.calls)
    })
  })
})

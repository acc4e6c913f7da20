import { canonicalLog } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { prompting, settings } from './prompting.test.support.ts'
import { replay, type ReplayOptions } from './replay.ts'

/** The program with nobody to ask. */
function program(start?: string) {
  const engine = model()
  const problem = prompting(engine, start)
  const run = async (options: ReplayOptions): Promise<void> => {
    const { error } = await runIn(undefined, engine, { ...settings(engine), problem, ...options })
    if (error) throw error
  }
  return { run, engine }
}

describe('replay', () => {
  it('tells byte for byte the same, and asks nobody', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts' })
      const { events } = await runIn(run, model({ latency: { from: 0, to: 3, seed: 1 } }))
      const { run: again, engine } = program()
      const found = await replay(store, run.id, again)
      expect(found).toEqual({ same: true, events: events.length, steps: 3 })
      expect(engine.calls).toEqual([])
    })
  })

  it('says where the program tells otherwise', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts' })
      await runIn(run, model())
      const found = await replay(store, run.id, (options) =>
        program().run({
          ...options,
          emit: (event) =>
            options.emit(
              event.type === 'step-end' && event.step === 2 ? { ...event, accepted: ['x'] } : event,
            ),
        }),
      )
      expect(found.same).toBe(false)
      expect(found.difference!.stored).toMatch(/^\{"step":2,.*"type":"step-end"/)
      expect(found.difference!.replayed).toContain('"accepted":["x"]')
    })
  })

  it('is refused where the program asks otherwise, or for more than there is', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts' })
      await runIn(run, model())
      await expect(replay(store, run.id, program('Answer briefly.').run)).rejects.toThrow(
        /^The journal of the run \S+ has no result of start\/evaluate-\S+, and a replay asks nobody$/,
      )
      await expect(
        replay(store, run.id, (options) => program().run({ ...options, steps: 4 })),
      ).rejects.toThrow(/^The journal of the run \S+ has no result of step-4\/\S+, and a replay asks nobody$/)
    })
  })

  it('compares the steps that came to an end of a run that was broken off', async () => {
    await within(newFile(), async (store) => {
      const limits = { calls: 40 }
      await using run = await store.start({ task: 'prompts', limits })
      const { result } = await runIn(run, model(), { budget: run.budget(limits) })
      expect(result).toMatchObject({ status: 'budget' })
      const found = await replay(store, run.id, program().run)
      expect(found).toMatchObject({ same: true, steps: result!.steps - 1 })
      expect(found.events).toBeGreaterThan(10)
    })
  })

  it('leaves out what the store itself told', async () => {
    await within(newFile(), async (store) => {
      const run = await store.start({ task: 'prompts' })
      await run.journal.intent('step-9/late', { hash: '', reserved: { calls: 1 }, purpose: 'forward' })
      await run[Symbol.asyncDispose]()
      await using again = await store.resume(run.id)
      await runIn(again, model())
      expect((await stored(store, run.id)).some(({ type }) => type === 'warning')).toBe(true)
      expect(await replay(store, run.id, program().run)).toMatchObject({ same: true, steps: 3 })
    })
  })
})

describe('fork', () => {
  it('shares the first steps without paying for them, and goes on otherwise', async () => {
    await within(newFile(), async (store) => {
      const seeds: (number | undefined)[] = []
      const engine = model({
        reply: ({ about, messages, purpose, seed }) => {
          seeds.push(seed)
          const words = `${purpose} ${JSON.stringify(messages).length} ${seed! % 10}`
          return purpose === 'update' ? `<${about!.tag}>${about!.value} ${words}</${about!.tag}>` : words
        },
      })
      const run = await store.start({ task: 'prompts', seed: 3 })
      const first = await runIn(run, engine)
      await run[Symbol.asyncDispose]()
      const before = engine.calls.length
      const branches: string[] = []
      for (const salt of [1, 2]) {
        await using fork = await store.fork(run.id, 1)
        expect(fork.id > run.id).toBe(true)
        expect(fork.plan).toEqual({ task: 'prompts', seed: 3, forkOf: run.id, forks: [{ after: 1, salt }] })
        const { log, events, result } = await runIn(fork, engine, { forks: fork.plan.forks! })
        const asked = new Set(engine.calls.slice(before).map(({ path }) => path!.split('/')[0]))
        expect(asked).toEqual(new Set(['step-2', 'step-3']))
        const early = (all: typeof events) => canonicalLog(all.filter(({ step }) => step <= 1))
        expect(early(events)).toBe(early(first.events))
        expect(log).not.toBe(first.log)
        branches.push(log)
        // What was shared counts against the budget, but this run has not paid it.
        expect(result!.spent.calls).toBeGreaterThan((await store.info(fork.id)).spent.calls)
        await fork[Symbol.asyncDispose]()
        expect(
          await replay(store, fork.id, (options) => program().run({ ...options, ...fork.plan })),
        ).toMatchObject({ same: true })
      }
      expect(branches[0]).not.toBe(branches[1])
      expect((await store.info(run.id)).spent.calls).toBe(before)
      // A fork of a fork goes on from what it was until then.
      const [, branch] = await store.runs()
      await using twice = await store.fork(branch!, 2)
      expect(twice.plan.forks).toEqual([
        { after: 1, salt: 1 },
        { after: 2, salt: 1 },
      ])
      const { events } = await runIn(twice, engine, { forks: twice.plan.forks! })
      const until = (log: string) => log.split('\n').filter((line) => /^\{"step":[012],/.test(line))
      expect(until(canonicalLog(events))).toEqual(until(branches[0]!))
    })
  })

  it('is refused at a step that the run has not ended', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'prompts' })
      await runIn(run, model(), { steps: 1 })
      for (const after of [2, -1, 0.5])
        await expect(store.fork(run.id, after)).rejects.toThrow(
          new RangeError(
            `Expected a step of the run ${run.id} from 0 to 1, the last that it ended, got ${after}`,
          ),
        )
      expect(await store.runs()).toEqual([run.id])
    })
  })
})

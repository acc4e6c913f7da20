import { describe, expect, it } from 'vitest'

import { newFile } from '../durable.test.support.ts'
import { openStore } from '../store.ts'
import type { CompareOptions } from './compare-runs.ts'
import { compared, performing, trialsOf } from './parabola.test.support.ts'
import type { Trial } from './trial.ts'

const planned = trialsOf([1, 2], 15)

/** Without what differs from run to run. */
const content = (trials: readonly Trial[]) => trials.map((trial) => ({ ...trial, run: '', seconds: 0 }))

describe('compareRuns', { timeout: 60_000 }, () => {
  it('makes each trial an ordinary run with all of its budget', async () => {
    const file = newFile()
    const trials = await compared(file, planned)
    expect(trials.map(({ optimizer, seed }) => [optimizer, seed])).toEqual([
      ['near', 1],
      ['far', 1],
      ['near', 2],
      ['far', 2],
    ])
    await using store = await openStore(file)
    expect(trials.map(({ run }) => run)).toEqual(await store.runs())
    for (const { run, status, spent, points, seconds } of trials) {
      const info = await store.info(run)
      expect(info.plan.limits).toEqual({ evaluations: 15 })
      expect({ status, evaluations: spent.evaluations }).toEqual({ status: 'budget', evaluations: 15 })
      expect(points[0]).toEqual({ evaluations: 1, score: -9, feasible: true })
      expect(points.at(-1)!.score).toBe(info.best!.score)
      expect(seconds).toBeGreaterThanOrEqual(0)
    }
  })

  it('does nothing twice', async () => {
    const file = newFile()
    const asked: unknown[] = []
    const perform = performing((candidate) => asked.push(candidate))
    const first = await compared(file, planned.slice(0, 2), { perform })
    expect(asked.length).toBe(30)
    const told: boolean[] = []
    const all = await compared(file, planned, { perform, tell: (_, isNew) => told.push(isNew) })
    expect(asked.length).toBe(60)
    expect(told).toEqual([false, false, true, true])
    expect(all.slice(0, 2)).toEqual(first)
    expect(await compared(file, planned, { perform })).toEqual(all)
    expect(asked.length).toBe(60)
  })

  it('gives the same for any number of trials at once', async () => {
    const one = await compared(newFile(), planned)
    const many = await compared(newFile(), planned, { jobs: 3 })
    expect(content(many)).toEqual(content(one))
  })

  it('goes on with what was paused, to the same end', async () => {
    const file = newFile()
    const pause = new AbortController()
    let evaluations = 0
    const perform = performing(() => {
      if (++evaluations === 21) pause.abort()
    })
    await expect(compared(file, planned, { perform, pause: pause.signal })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    )
    const resumed = await compared(file, planned)
    expect(content(resumed)).toEqual(content(await compared(newFile(), planned)))
    expect(resumed.map(({ seconds }) => seconds === null)).toEqual([false, true, false, false])
  })

  it('does not count what was under way when a process ended', async () => {
    const file = newFile()
    const reserved = { evaluations: 2, calls: 1 }
    {
      await using store = await openStore(file)
      const run = await store.start(planned[0]!.plan)
      await run.journal.intent('start/evaluate', { hash: 'a', purpose: 'score', reserved })
    }
    const [trial] = await compared(file, planned.slice(0, 1))
    const [unbroken] = await compared(newFile(), planned.slice(0, 1))
    expect(content([trial!])).toEqual(content([unbroken!]))
    await using store = await openStore(file)
    expect((await store.info(trial!.run)).maybe).toMatchObject(reserved)
  })

  it('throws what a trial throws, when the others have come in, and goes on with it later', async () => {
    const file = newFile()
    const perform: CompareOptions['perform'] = async (trial, kept) => {
      if (trial.seed === 2) throw new RangeError('no electricity')
      await performing()(trial, kept)
    }
    await expect(compared(file, planned, { perform })).rejects.toThrow('no electricity')
    expect(content(await compared(file, planned)).map(({ points }) => points)).toEqual(
      content(await compared(newFile(), planned)).map(({ points }) => points),
    )
  })

  it.each([
    [
      [planned[0]!, planned[0]!],
      {},
      'Expected trials to differ: near with seed 1 and near with seed 1 are the same run',
    ],
    [planned, { jobs: 0 }, 'Expected jobs to be a whole number from 1 up, got 0'],
    [planned, { jobs: 1.5 }, 'Expected jobs to be a whole number from 1 up, got 1.5'],
  ])('refuses trials %# with %j', async (some, options, message) => {
    await expect(compared(newFile(), some, options)).rejects.toThrow(message)
  })
})

import { once } from 'node:events'

import { canonicalLog, type RunEvent } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { openStoreToRead } from '@textgrad/runs'
import { redisServer } from '@textgrad/workers/testing'
import { describe, expect, it } from 'vitest'

import { linesOf, store } from '../kept.test.support.ts'
import { simOfTests, simPath } from '../sim.test.support.ts'
import { folder, start, textgrad } from '../typed.test.support.ts'
import { data, hinted, setOf, type Asked, type Brain } from './questions.test.support.ts'

/** What every run of a store did, in an order of its own. */
async function logsIn(name: string): Promise<string[]> {
  await using reader = await openStoreToRead(`${folder}/${name}.db`)
  const logs = (await reader.runs()).map(async (id) => {
    const events: RunEvent[] = []
    for await (const { event } of reader.read(id)) events.push(event)
    return canonicalLog(events)
  })
  return (await Promise.all(logs)).toSorted((a, b) => (a < b ? -1 : 1))
}

const canRun = simPath !== undefined && data !== undefined && requireProgram('redis-server')

describe.skipIf(!canRun)('bench paper --workers (needs the simulator)', { timeout: 300_000 }, () => {
  // The model is simulated.
  let brain: Brain = () => ''
  const sim = simOfTests({ brain: (asked: Asked) => brain(asked) })

  it('comes to the same by two workers as without: figures, events and calls', async () => {
    const { train, validation, test } = await setOf('bbh/object_counting')
    brain = hinted([...train, ...validation, ...test])
    const engine = `--engine=${sim().baseURL}#m`
    const words = [
      'bench',
      'paper',
      'object-counting',
      engine,
      '--data',
      data!,
      '--limit=4',
      '--seeds=1',
      '--json',
    ]
    const here = await textgrad(...words, ...store('here'))
    expect(here).toMatchObject({ code: 0, err: '' })
    const { paid, duplicatePaid } = sim().stats()
    sim().reset()
    // Each job keeps one of the two busy for so long that the other takes the next.
    sim().configure({ latency: 'fixed:50' })
    await using redis = await redisServer()
    const worker = () =>
      start(['worker', '--redis', redis.url, '--tasks', 'prompt', '--concurrency', '1', engine])
    const workers = [worker(), worker()]
    try {
      await Promise.all(workers.map(({ child }) => once(child.stdout!, 'data')))
      const away = await textgrad(...words, ...store('away'), '--workers', redis.url)
      expect(away).toMatchObject({ code: 0, err: '' })
      expect(linesOf(away).length).toBeGreaterThan(0)
      expect(away.out).toBe(here.out)
      expect(await logsIn('away')).toEqual(await logsIn('here'))
      expect(sim().stats()).toMatchObject({ paid, duplicatePaid })
    } finally {
      for (const { child } of workers) child.kill('SIGTERM')
    }
    const ended = await Promise.all(workers.map((one) => one.ended))
    // Both took part.
    for (const { out } of ended) expect(out).toMatch(/\nJobs done: [1-9]\d*, refused: 0\n$/)
  })
})

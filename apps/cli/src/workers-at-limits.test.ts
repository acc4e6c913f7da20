import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { budget, memoryJournal, rootCall, validateConfig, type Job, type Json } from '@textgrad/core'
import { engineNamed } from '@textgrad/engines'
import { requireProgram } from '@textgrad/host/testing'
import { prompt } from '@textgrad/questions'
import { bullmq, type BullmqEvaluator } from '@textgrad/workers'
import { redisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { linesOf, turnsIn } from './engine-layers.ts'
import { simOfTests, simPath } from './sim.test.support.ts'
import { folder, start, type Ended } from './typed.test.support.ts'
import { version } from './version.ts'

const workers = 4
const questions = 5
/** Requests in a window of so many milliseconds; half of it is used, so that a machine that stands still for a while does no harm. */
const limit = { rpm: 120, limitWindowMs: 3000, limitMode: 'sliding' }
const perMinute = (limit.rpm * 60_000) / limit.limitWindowMs / 2
const perLimit = 16

// The model is simulated; workers are processes.
describe.skipIf(!simPath || !requireProgram('redis-server'))(
  'four workers that ask a model',
  { timeout: 120_000 },
  () => {
    const sim = simOfTests()
    let redis: Awaited<ReturnType<typeof redisServer>>
    let crew: readonly { readonly child: { kill(): boolean }; readonly ended: Promise<Ended> }[] = []
    const data = join(folder, 'sums.csv')

    beforeAll(async () => {
      const rows = Array.from({ length: 20 * questions }, (_, i) => `What is ${i} and 1?,${i + 1}\n`)
      writeFileSync(data, `question,answer\n${rows.join('')}`)
      redis = await redisServer()
      const to = ['--redis', redis.url, '--engine', 'openai:sim-1', '--base-url', sim().baseURL]
      crew = Array.from({ length: workers }, () =>
        start(['worker', ...to, '--concurrency', '3', '--tasks', 'prompt'], { OPENAI_API_KEY: 'sim' }),
      )
    })
    afterAll(async () => {
      for (const { child } of crew) child.kill()
      await Promise.all(crew.map(({ ended }) => ended))
      await redis[Symbol.asyncDispose]()
    }, 60_000)

    /** Jobs that ask each question once, each of a prompt of its own. */
    async function jobs(count: number): Promise<Job[]> {
      const typed = { data: 'own', from: data, format: 'number', split: 'seeded' }
      const config = (await validateConfig(prompt.config, typed)) as Json
      const engine = engineNamed('openai:sim-1', { baseURL: sim().baseURL, apiKey: 'sim' }).id
      const run = { task: 'prompt', config, engine, version }
      const items = { of: 'train', places: Array.from({ length: questions }, (_, i) => i) } as const
      return Array.from({ length: count }, (_, i) => ({
        run,
        seed: 1,
        path: `job-${i}`,
        candidate: { prompt: `Add, for the ${i}th time.` },
        items,
      }))
    }

    async function allReady(evaluator: BullmqEvaluator): Promise<void> {
      const [job] = await jobs(1)
      const warm = Array.from({ length: 4 * workers }, (_, i) => {
        const path = `warm-${i}`
        return evaluator.evaluate({ ...job!, path }, rootCall({ path }))
      })
      await Promise.all(warm)
    }

    it('keep the limit of a provider together', async () => {
      const lines = linesOf({ task: 'prompt', options: { rpm: perMinute } })
      const turns = turnsIn(lines, new AbortController().signal)
      await using evaluator = await bullmq({ redisUrl: redis.url, turns })
      await allReady(evaluator)
      sim().reset()
      sim().configure({ ...limit, latency: 'uniform:10,80' })
      const evaluations = await Promise.all(
        (await jobs(perLimit)).map((job) => evaluator.evaluate(job, rootCall({ path: job.path }))),
      )
      const { paid, byStatus } = sim().stats()
      expect(evaluations.every(({ items }) => items?.length === questions)).toBe(true)
      expect(paid).toBe(perLimit * questions)
      expect(byStatus).toEqual({ 200: paid })
    })

    it('keep the budget of the run together', async () => {
      sim().configure({ rpm: null })
      await using evaluator = await bullmq({ redisUrl: redis.url })
      const shared = { budget: budget({ calls: 23 }), journal: memoryJournal() }
      sim().reset()
      const ended = await Promise.allSettled(
        (await jobs(12)).map((job) => evaluator.evaluate(job, rootCall({ path: job.path, ...shared }))),
      )
      await vi.waitFor(() => expect(evaluator.stats().open).toBe(0))
      const failed = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []))
      expect(failed.length).toBeGreaterThan(0)
      expect(failed.every(({ name }) => name === 'BudgetExceeded')).toBe(true)
      expect(sim().stats().requests).toBe(23)
      expect(shared.budget.total().calls).toBe(23)
    })
  },
)

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { budget, memoryJournal, rootCall, validateConfig, type Job, type Json } from '@textgrad/core'
import { engineNamed } from '@textgrad/engines'
import { requireProgram } from '@textgrad/host/testing'
import { prompt } from '@textgrad/questions'
import { bullmq, type BullmqEvaluator } from '@textgrad/workers'
import { redisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { linesOf, turnsIn } from './server-lines.ts'
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
    }, 60_000)
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

    /** A run with its lines, which lets so many requests of workers go in a minute. */
    async function program(rpm: number) {
      const lines = linesOf({ task: 'prompt', options: { rpm } })
      const turns = turnsIn(lines, new AbortController().signal)
      return { lines, evaluator: await bullmq({ redisUrl: redis.url, turns, sharing: lines.sharing }) }
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
      const { evaluator } = await program(perMinute)
      await using _ = evaluator
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

    it('keep it for two runs together, while both ask', async () => {
      sim().configure({ rpm: null })
      // Each alone would use most of the limit.
      const [one, two] = [await program(1.6 * perMinute), await program(1.6 * perMinute)]
      await using _ = one.evaluator
      await using second = two.evaluator
      await Promise.all([one, two].map(({ evaluator }) => allReady(evaluator)))
      const { settings, id } = engineNamed('openai:sim-1', { baseURL: sim().baseURL, apiKey: 'sim' })
      const among = ({ lines }: typeof one): number => lines.sharing.among(settings?.address ?? id)
      await vi.waitFor(() => expect([one, two].map(among)).toEqual([2, 2]), 10_000)
      sim().reset()
      sim().configure({ ...limit, latency: 'uniform:10,80' })
      const made = await jobs(perLimit)
      const both = [one, two].flatMap(({ evaluator }) =>
        made.map((job) => evaluator.evaluate(job, rootCall({ path: job.path }))),
      )
      expect(await Promise.all(both)).toHaveLength(2 * perLimit)
      expect(sim().stats().byStatus).toEqual({ 200: 2 * perLimit * questions })
      await second[Symbol.asyncDispose]()
      await vi.waitFor(() => expect(among(one)).toBe(1), 10_000)
    })

    it('keep the budget of the run together', async () => {
      sim().configure({ rpm: null })
      await using evaluator = await bullmq({ redisUrl: redis.url })
      const shared = { budget: budget({ calls: 23 }), journal: memoryJournal() }
      sim().reset()
      const ended = await Promise.allSettled(
        (await jobs(12)).map((job) => evaluator.evaluate(job, rootCall({ path: job.path, ...shared }))),
      )
      await vi.waitFor(() => expect(evaluator.stats().open).toBe(0), 60_000)
      const failed = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []))
      expect(failed.length).toBeGreaterThan(0)
      expect(failed.every(({ name }) => name === 'BudgetExceeded')).toBe(true)
      expect(sim().stats().requests).toBe(23)
      expect(shared.budget.total().calls).toBe(23)
    })
  },
)

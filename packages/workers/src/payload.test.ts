import { rootCall, type Job } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { Queue } from 'bullmq'
import * as fc from 'fast-check'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'

import { bullmq } from './bullmq.ts'
import { queuedJob, readQueuedJob } from './job.ts'
import { letters } from './letters.test.support.ts'
import { startWorker } from './start-worker.ts'
import { redisServer } from './testing/redis-server.ts'

const job: Job = {
  run: { task: 'letters', config: { delay: 0, asks: false }, engine: '', version: '1' },
  seed: 1,
  path: 'here',
  candidate: { text: 'abc' },
  items: { of: 'train', places: [0] },
}
const good = queuedJob(job, { step: 1, sample: 0 }, { from: 'me' })

/** Tells 70 million characters with each evaluation. */
const loud: typeof letters = {
  ...letters,
  async setup(config, context) {
    const problem = await letters.setup(config, context)
    const build: typeof problem.build = (candidate) => {
      const program = problem.build(candidate)
      return {
        ...program,
        async evaluate(items, call) {
          for (let i = 0; i < 70; i++) await call.emit({ type: 'note', text: 'x'.repeat(1_000_000) })
          return program.evaluate(items, call)
        },
      }
    }
    return { ...problem, build }
  },
}

/** A good job of which one place, at any depth, is something else, is gone, or has company. */
const broken = fc
  .tuple(fc.nat(), fc.constantFrom('change', 'remove', 'add'), fc.jsonValue({ maxDepth: 3 }))
  .map(([at, how, value]) => {
    const copy = structuredClone(good) as unknown as Record<string, unknown>
    // Who waits for it may be anybody.
    const places = placesOf(copy).filter(([, key]) => key !== 'from')
    const [holder, key] = places[at % places.length]!
    if (how === 'remove') delete holder[key]
    else holder[how === 'add' ? `${key}x` : key] = value
    return copy
  })
const anything = fc.oneof({ weight: 3, arbitrary: broken }, fc.jsonValue({ maxDepth: 4 }))
const malformed = anything.filter((value) => JSON.stringify(value) !== JSON.stringify(good))

describe('a queued job', () => {
  it('is read as it was written', () => {
    expect(readQueuedJob(JSON.parse(JSON.stringify(good)))).toEqual(good)
  })

  it('is refused with a TypeError for anything else', () => {
    fc.assert(
      fc.property(malformed, (value) => {
        expect(() => readQueuedJob(value)).toThrow(TypeError)
      }),
      { numRuns: 2000, seed: 5 },
    )
  })

  it('is not sent where it is too large', () => {
    const candidate = { text: 'x'.repeat(64_000_000) }
    expect(() => queuedJob({ ...job, candidate }, { step: 1, sample: 0 }, { from: 'me' })).toThrow(
      /^The job has 64000\d* characters, and at most 64000000 are sent/,
    )
  })

  it('is not sent where each worker would refuse it', () => {
    const run = { ...job.run, task: 'My letters' }
    expect(() => queuedJob({ ...job, run }, { step: 1, sample: 0 }, { from: 'me' })).toThrow(
      /^The job does not fit its schema: .*\n.* at job.run.task$/,
    )
  })

  it('is refused where lists lie in each other thousands deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    const config = { ...good.job, run: { ...good.job.run, config: deep } }
    expect(() => readQueuedJob({ ...good, job: config })).toThrow(TypeError)
  })
})

describe.skipIf(!requireProgram('redis-server'))('a worker', () => {
  it('refuses 1,000 malformed jobs with a reason, and goes on', { timeout: 120_000 }, async () => {
    await using redis = await redisServer()
    const told: string[] = []
    await using worker = await startWorker({
      redisUrl: redis.url,
      tasks: [letters],
      tell: (remark) => told.push(remark),
    })
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
    const queue = new Queue('textgrad-letters', { connection })
    const payloads = fc.sample(malformed, { numRuns: 1000, seed: 9 })
    await queue.addBulk(payloads.map((data, i) => ({ name: 'evaluate', data, opts: { jobId: `bad-${i}` } })))
    await vi.waitFor(() => expect(worker.stats().refused).toBe(1000), { timeout: 60_000 })
    const failed = await queue.getFailed(0, 2000)
    expect(failed).toHaveLength(1000)
    expect(failed.every(({ failedReason }) => /job|task/.test(failedReason ?? ''))).toBe(true)
    expect(told.filter((line) => line.startsWith('Refused the job'))).toHaveLength(1000)
    await queue.close()
    connection.disconnect()
    await using evaluator = await bullmq({ redisUrl: redis.url })
    expect(await evaluator.evaluate(job, rootCall({ path: 'here' }))).toMatchObject({ score: 3 })
  })

  it('survives what is not even JSON', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
    const queue = new Queue('textgrad-letters', { connection })
    await queue.pause()
    await queue.add('evaluate', {}, { jobId: 'bad' })
    await connection.hset(queue.toKey('bad'), 'data', '{not json')
    await queue.resume()
    await using evaluator = await bullmq({ redisUrl: redis.url })
    expect(await evaluator.evaluate(job, rootCall({ path: 'here' }))).toMatchObject({ score: 3 })
    await vi.waitFor(() => expect(worker.stats().done).toBe(1), { timeout: 50_000 })
    await queue.close()
    connection.disconnect()
  })

  it('sends nothing of an evaluation that tells too much, but that it does', async () => {
    await using redis = await redisServer()
    await using one = await startWorker({ redisUrl: redis.url, tasks: [loud] })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const emit = vi.fn<() => void>()
    await expect(evaluator.evaluate(job, rootCall({ path: 'here', emit }))).rejects.toThrow(
      /^The evaluation has 7\d{7} characters, and at most 64000000 are sent/,
    )
    expect(emit).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(one.stats()).toMatchObject({ done: 1, running: 0 }), { timeout: 50_000 })
  })
})

function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...placesOf(holder[key]),
  ])
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { memoryJournal, rootCall, type Job } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it, vi } from 'vitest'

import type { BullmqEvaluator } from './bullmq-options.ts'
import { bullmq } from './bullmq.ts'
import { readQueuedJob, type QueuedJob } from './job.ts'
import { letters, notingEngine, type LettersConfig } from './letters.test.support.ts'
import { Line } from './line.ts'
import { inboxOf, post } from './mailbox.ts'
import { kill, workerProcess } from './processes.test.support.ts'
import { openRedis, type RedisLink } from './redis.ts'
import { startWorker } from './start-worker.ts'
import { freePort, redisServer } from './testing/redis-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-workers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const patiently = { timeout: 50_000, interval: 5 }

const jobOf = (
  text: string,
  { path = 'here', ...config }: Partial<LettersConfig> & { path?: string } = {},
): Job => ({
  run: { task: 'letters', config: { delay: 1, asks: false, ...config }, engine: 'test/noting', version: '1' },
  seed: 1,
  path,
  candidate: { text },
})

describe('without a Redis', () => {
  it('says so within five seconds, without the password, and offers to do without', async () => {
    const redisUrl = `redis://user:secret@127.0.0.1:${await freePort()}`
    const failed = await bullmq({ redisUrl }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ name: 'WorkersError', kind: 'unreachable' })
    expect(String(failed)).toMatch(/Redis does not answer at redis:\/\/127.*evaluate in this process/)
    expect(String(failed)).not.toContain('secret')
    await expect(startWorker({ redisUrl, tasks: [letters] })).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('refuses settings that are none, before it looks for one', async () => {
    await expect(bullmq({ redisUrl: 'http://here' })).rejects.toThrow(TypeError)
    await expect(bullmq({ redisUrl: 'redis://here', queue: 'a:b' })).rejects.toThrow(/A queue is named/)
    for (const lease of [999, 2 ** 31])
      await expect(bullmq({ redisUrl: 'redis://here', lease })).rejects.toThrow(/^lease must be/)
    await expect(
      startWorker({ redisUrl: 'redis://here', tasks: [letters], concurrency: 1e21 }),
    ).rejects.toThrow(/^concurrency must be/)
    await expect(startWorker({ redisUrl: 'redis://here', tasks: [] })).rejects.toThrow(/at least one task/)
  })
})

describe.skipIf(!requireProgram('redis-server'))('with a Redis', () => {
  it('waits for a Redis that is gone, says so, and goes on when it is back and empty', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters], lease: 3000 })
    const told: string[] = []
    await using evaluator = await bullmq({
      redisUrl: redis.url,
      lease: 3000,
      tell: (remark) => told.push(remark),
    })
    const results = Array.from({ length: 40 }, (_, i) => {
      const path = `path-${i}`
      return evaluator.evaluate(jobOf('a'.repeat(i), { delay: 100, path }), rootCall({ path }))
    })
    await vi.waitFor(() => expect(evaluator.stats().done).toBeGreaterThan(3), patiently)
    await redis.kill()
    await sleep(1000)
    await redis.start()
    const scores = (await Promise.all(results)).map(({ score }) => score)
    expect(scores).toEqual(Array.from({ length: 40 }, (_, i) => i))
    expect(told.map((line) => line.replace(/ at .*/, ''))).toEqual(['Redis is gone', 'Redis is back'])
    expect(evaluator.stats()).toMatchObject({ done: 40, open: 0 })
    await vi.waitFor(() => expect(worker.stats().running).toBe(0), patiently)
  })

  it('drops the late result of a worker that was frozen for longer than its lease', async () => {
    await using redis = await redisServer()
    await using evaluator = await bullmq({ redisUrl: redis.url, lease: 2000 })
    const settings = { url: redis.url, lease: 2000, concurrency: 1, file: join(folder, 'frozen') }
    const frozen = await workerProcess(settings)
    try {
      const stops = join(folder, 'stopped')
      const result = evaluator.evaluate(jobOf('abc', { stops }), rootCall({ path: 'here' }))
      await vi.waitUntil(() => existsSync(stops), patiently)
      const second = await workerProcess(settings)
      try {
        expect(await result).toMatchObject({ score: 3 })
        frozen.kill('SIGCONT')
        await vi.waitFor(() => expect(evaluator.stats().dropped).toBe(1), patiently)
        expect(evaluator.stats()).toMatchObject({ done: 1, attempts: 2, dropped: 1 })
      } finally {
        await kill(second)
      }
    } finally {
      await kill(frozen)
    }
  })

  it('says that no worker takes the jobs, and leaves nothing of them in Redis', async () => {
    await using redis = await redisServer()
    const told: string[] = []
    {
      await using evaluator = await bullmq({ redisUrl: redis.url, tell: (remark) => told.push(remark) })
      const [abandoned, waiting] = [new AbortController(), new AbortController()]
      const evaluate = (path: string, { signal }: AbortController) =>
        evaluator.evaluate(jobOf('a', { path }), rootCall({ path, signal }))
      const first = evaluate('first', abandoned)
      const second = evaluate('second', waiting)
      await vi.waitFor(() => expect(told).toHaveLength(1), patiently)
      abandoned.abort(new Error('enough'))
      await expect(first).rejects.toThrow('enough')
      await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
      expect(await second).toMatchObject({ score: 1 })
      await vi.waitFor(() => expect(worker.stats()).toMatchObject({ done: 1, running: 0 }), patiently)
      await worker.drain()
    }
    expect(told).toEqual([expect.stringMatching(/^No worker takes jobs of letters from the queue textgrad/)])
    const look = new Redis(redis.url)
    const keys = await look.keys('*')
    look.disconnect()
    // Of the queue itself: how many jobs it had, and the last of its events.
    const own = /^bull:textgrad-letters(-1)?:(meta|id|events|stalled-check|marker)$/
    expect(keys.filter((key) => !own.test(key))).toEqual([])
  })

  it('asks no engine while it sets a task up, outside of the budget of the run', async () => {
    await using redis = await redisServer()
    const file = join(folder, 'setup')
    const engine = () => notingEngine(file)
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters], engine })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const result = evaluator.evaluate(jobOf('a', { asksAtSetup: true }), rootCall({ path: 'here' }))
    await expect(result).rejects.toMatchObject({ name: 'EngineError', kind: 'unsupported' })
    expect(existsSync(file)).toBe(false)
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ done: 1, running: 0 }), patiently)
  })

  it('ends a job whose worker sends what can not be read', async () => {
    await using redis = await redisServer()
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const failed = evaluator.evaluate(jobOf('a'), rootCall({ path: 'here' })).catch((error: unknown) => error)
    await using link = await openRedis({ redisUrl: redis.url, tell: () => {}, onBack: () => {} })
    using line = new Line(link, 'textgrad')
    const { from, key } = await queuedIn(link)
    await line.ask({ from, job: key, id: 'mine' }, { op: 'begin' })
    const request = { id: 'its', worker: line.worker, job: key, attempt: 'mine', asked: { op: 'done' } }
    post(link.commands, inboxOf('textgrad', from), request)
    expect(String(await failed)).toMatch(/^WorkersError: A worker sent what can not be read: .*schema/)
    expect(evaluator.stats()).toMatchObject({ unreadable: 1, open: 0 })
  })

  it('reaches a running evaluation with an abort', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const abort = new AbortController()
    const call = rootCall({ path: 'here', signal: abort.signal })
    const result = evaluator.evaluate(jobOf('a', { delay: 600_000 }), call)
    await vi.waitFor(() => expect(evaluator.stats().attempts).toBe(1), patiently)
    abort.abort(new Error('enough'))
    await expect(result).rejects.toThrow('enough')
    await vi.waitFor(() => expect(worker.stats().running).toBe(0), patiently)
  })

  it('drains: what is under way is done, the rest waits for another worker', async () => {
    await using redis = await redisServer()
    await using first = await startWorker({ redisUrl: redis.url, tasks: [letters], concurrency: 2 })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const results = evaluateMany(evaluator, 10, 300)
    await vi.waitFor(() => expect(first.stats().running).toBe(2), patiently)
    await first.drain()
    const { done } = first.stats()
    expect(done).toBeLessThan(10)
    expect(evaluator.stats()).toMatchObject({ done, attempts: done })
    await using second = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    expect((await results).map(({ score }) => score)).toEqual(Array.from({ length: 10 }, (_, i) => i))
    await vi.waitFor(() => expect(second.stats().done).toBe(10 - done), patiently)
  })

  it('gives up a job over which too many workers were lost', async () => {
    await using redis = await redisServer()
    await using evaluator = await bullmq({ redisUrl: redis.url, lease: 1000, maxAttempts: 2 })
    const call = rootCall({ path: 'here' })
    const result = evaluator.evaluate(jobOf('a', { delay: 600_000 }), call).catch((error: unknown) => error)
    for (const attempt of [1, 2, 3]) {
      const settings = { url: redis.url, lease: 1000, concurrency: 1, file: join(folder, 'unused') }
      const worker = await workerProcess(settings)
      if (attempt === 3) await result
      // A busy machine may lose one by itself.
      else await vi.waitUntil(() => evaluator.stats().attempts >= attempt, patiently)
      await kill(worker)
    }
    expect(await result).toMatchObject({ name: 'WorkersError', kind: 'lost' })
  })

  it('asks an engine only for what is not committed', async () => {
    await using redis = await redisServer()
    const file = join(folder, 'asked')
    const engine = () => notingEngine(file)
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters], engine })
    const journal = memoryJournal()
    const evaluateOnce = async () => {
      await using evaluator = await bullmq({ redisUrl: redis.url })
      return await evaluator.evaluate(jobOf('abc', { asks: true }), rootCall({ path: 'here', journal }))
    }
    const first = await evaluateOnce()
    expect(journal.size).toBe(2)
    expect(await evaluateOnce()).toEqual(first)
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2)
    await vi.waitFor(() => expect(worker.stats().done).toBe(2), patiently)
  })
})

async function evaluateMany(evaluator: BullmqEvaluator, count: number, delay: number) {
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const path = `path-${i}`
      return evaluator.evaluate(jobOf('a'.repeat(i), { delay, path }), rootCall({ path }))
    }),
  )
}

/** The only job there is, as soon as it lies in its queue. */
async function queuedIn({ commands }: RedisLink): Promise<QueuedJob> {
  const [key] = await vi.waitUntil(async () => {
    const keys = await commands.keys('bull:textgrad-letters-1:*-*-*-*-*')
    return keys.length > 0 && keys
  }, patiently)
  return readQueuedJob(JSON.parse((await commands.hget(key!, 'data'))!))
}

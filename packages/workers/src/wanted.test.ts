import { rootCall, type Job } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'

import type { BullmqEvaluator, BullmqOptions } from './bullmq-options.ts'
import { bullmq } from './bullmq.ts'
import { letters } from './letters.test.support.ts'
import { atOnce, lackOf } from './needs.ts'
import { startWorker, type WorkerOptions } from './start-worker.ts'
import { redisServer, type RedisServer } from './testing/redis-server.ts'
import { queueOf } from './wanted.ts'

const patiently = { timeout: 50_000, interval: 5 }
const run = { task: 'letters', config: { delay: 1, asks: false }, engine: '', version: '1' }

function evaluate(evaluator: BullmqEvaluator, path: string, delay = 1): Promise<unknown> {
  const job: Job = {
    run: { ...run, config: { delay, asks: false } },
    seed: 1,
    path,
    candidate: { text: 'a' },
  }
  return evaluator.evaluate(job, rootCall({ path }))
}

function evaluateMany(evaluator: BullmqEvaluator, count: number, delay = 1): Promise<unknown[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => evaluate(evaluator, `path-${i}`, delay)))
}

const worker = ({ url }: RedisServer, options: Partial<WorkerOptions> = {}) =>
  startWorker({ redisUrl: url, tasks: [letters], version: '1', ...options })

/** An evaluator, and what it told. */
async function telling({ url }: RedisServer, options: Partial<BullmqOptions> = {}) {
  const told: string[] = []
  const evaluator = await bullmq({ redisUrl: url, tell: (remark) => told.push(remark), ...options })
  return { evaluator, told, [Symbol.asyncDispose]: () => evaluator[Symbol.asyncDispose]() }
}

describe('what is wanted', () => {
  it('names the queue', () => {
    expect(queueOf('textgrad', { task: 'code', version: '', needs: {} })).toBe('textgrad-code')
    const needs = { cores: 2, memory: 0.5, gpu: 'a100' }
    expect(queueOf('q', { task: 'code', version: '1.0:b', needs })).toBe(
      'q-code-1.0%3Ab-cores2-memory0.5-gpu-a100',
    )
  })

  it('is compared with what a machine has', () => {
    expect(lackOf({ cores: 4, memory: 8, gpu: 'a100' }, { cores: 4, memory: 8, gpu: 'a100' })).toBe('')
    expect(lackOf({ cores: 3, memory: 8 }, { cores: 4, memory: 9, gpu: 'a100' })).toBe(
      '4 cores and 9 GiB of memory and the GPU a100',
    )
    expect(atOnce(8, { cores: 8, memory: 20 }, { cores: 2, memory: 8 })).toBe(2)
    expect(atOnce(3, { cores: 8 }, { cores: 2 })).toBe(3)
  })

  it('is refused where it is nothing that a machine can have', async () => {
    const redisUrl = 'redis://here'
    for (const needs of [{ cores: 0 }, { memory: Number.NaN }, { gpu: 'A 100' }])
      await expect(bullmq({ redisUrl, needs })).rejects.toThrow(/^needs are cores and memory/)
    await expect(startWorker({ redisUrl, tasks: [letters], has: { cores: -1 } })).rejects.toThrow(/^has are/)
    await expect(bullmq({ redisUrl, priority: -1 })).rejects.toThrow(/^priority must be/)
    await expect(bullmq({ redisUrl, ahead: 0 })).rejects.toThrow(/^ahead must be/)
  })
})

describe.skipIf(!requireProgram('redis-server'))('jobs', () => {
  it('go past a worker of another version, which is told of once', async () => {
    await using redis = await redisServer()
    await using other = await worker(redis, { version: '2' })
    await using right = await worker(redis)
    await using here = await telling(redis)
    await evaluateMany(here.evaluator, 10)
    await vi.waitFor(() => expect(here.told).toHaveLength(1), patiently)
    await evaluateMany(here.evaluator, 10)
    expect(here.told[0]).toMatch(
      /^A worker on \S+ is of version 2: it gets no jobs of this run, which is of version 1$/,
    )
    expect(here.told).toHaveLength(1)
    await vi.waitFor(() => expect(right.stats().done).toBe(20), patiently)
    expect(other.stats()).toMatchObject({ done: 0, refused: 0, over: 0 })
  })

  it('wait for a worker of their version, and it is said why', async () => {
    await using redis = await redisServer()
    await using other = await worker(redis, { version: '2' })
    await using here = await telling(redis)
    const result = evaluate(here.evaluator, 'here')
    await vi.waitFor(() => expect(here.told).toHaveLength(1), patiently)
    expect(here.told[0]).toMatch(
      /^No worker takes jobs of letters from the queue textgrad at redis:\S+ \(there are 1 of version 2, not 1\); the run waits for one$/,
    )
    await using right = await worker(redis)
    expect(await result).toMatchObject({ score: 1 })
    await vi.waitFor(() => expect(right.stats().done).toBe(1), patiently)
    expect(other.stats().done).toBe(0)
  })

  it('go only to a worker that has what they need', async () => {
    await using redis = await redisServer()
    await using small = await worker(redis, { has: { cores: 2, memory: 4 }, concurrency: 8 })
    await using here = await telling(redis, { needs: { cores: 4, gpu: 'a100' } })
    const results = evaluateMany(here.evaluator, 6, 100)
    await vi.waitFor(() => expect(here.told).toHaveLength(1), patiently)
    expect(here.told[0]).toContain('(there are 1 without 4 cores and the GPU a100)')
    await using large = await worker(redis, { has: { cores: 8, gpu: 'a100' }, concurrency: 8 })
    await vi.waitFor(() => expect(large.stats().running).toBe(2), patiently)
    await results
    await vi.waitFor(() => expect(large.stats()).toMatchObject({ done: 6, running: 0 }), patiently)
    expect(small.stats().done).toBe(0)
    await vi.waitFor(() => expect(here.evaluator.stats().workers).toBe(1), patiently)
  })

  it('need what their task says', async () => {
    await using redis = await redisServer()
    const greedy = { ...letters, needs: () => ({ memory: 1000 }) }
    await using small = await worker(redis, { has: { memory: 4 } })
    await using large = await worker(redis, { has: { memory: 2000 } })
    await using here = await telling(redis, { tasks: [greedy] })
    await evaluateMany(here.evaluator, 5)
    await vi.waitFor(() => expect(large.stats().done).toBe(5), patiently)
    expect(small.stats().done).toBe(0)
  })

  it('of a run with a smaller priority go first', async () => {
    await using redis = await redisServer()
    await using late = await telling(redis, { priority: 2 })
    await using soon = await telling(redis, { priority: 1 })
    const order: string[] = []
    const begun = (name: string, { evaluator }: { evaluator: BullmqEvaluator }) =>
      Array.from({ length: 5 }, async (_, i) => {
        await evaluate(evaluator, `${name}-${i}`)
        order.push(name)
      })
    const all = [...begun('late', late), ...begun('soon', soon)]
    await vi.waitUntil(async () => (await waitingIn(redis)) === 10, patiently)
    await using one = await worker(redis, { concurrency: 1 })
    await Promise.all(all)
    expect(order).toEqual([...Array<string>(5).fill('soon'), ...Array<string>(5).fill('late')])
    await vi.waitFor(() => expect(one.stats().done).toBe(10), patiently)
  })

  it('lie in Redis only as many as may, and all come back', async () => {
    await using redis = await redisServer()
    await using here = await telling(redis, { ahead: 20 })
    const results = evaluateMany(here.evaluator, 150)
    await vi.waitUntil(async () => (await waitingIn(redis)) === 20, patiently)
    expect(here.evaluator.stats().open).toBe(150)
    let most = 0
    const looks: Promise<void>[] = []
    await using four = await worker(redis, { concurrency: 4 })
    const look = setInterval(() => {
      looks.push(waitingIn(redis).then((count) => void (most = Math.max(most, count))))
    }, 200)
    expect(await results).toHaveLength(150)
    clearInterval(look)
    await Promise.all(looks)
    expect(most).toBeLessThanOrEqual(20)
    expect(here.evaluator.stats()).toMatchObject({ done: 150, open: 0, requeued: 0 })
    await vi.waitFor(() => expect(four.stats().done).toBe(150), patiently)
  })

  it('are withdrawn at a pause where no worker has begun them; the rest come in', async () => {
    await using redis = await redisServer()
    await using two = await worker(redis, { concurrency: 2 })
    const pause = new AbortController()
    await using here = await telling(redis, { ahead: 5, pause: pause.signal })
    const { evaluator } = here
    const results = Array.from({ length: 10 }, (_, i) => {
      const path = `path-${i}`
      return evaluate(evaluator, path, 3000)
    })
    await vi.waitFor(() => expect(evaluator.stats().active).toBe(2), patiently)
    pause.abort(new Error('later'))
    const ended = await Promise.allSettled(results)
    const reasons = ended.map((one) => (one.status === 'rejected' ? String(one.reason) : 'done'))
    expect(reasons).toEqual([...Array<string>(2).fill('done'), ...Array<string>(8).fill('Error: later')])
    expect(evaluator.stats()).toMatchObject({ done: 2, attempts: 2, open: 0 })
    await expect(evaluate(evaluator, 'new')).rejects.toThrow('later')
    await vi.waitFor(() => expect(two.stats()).toMatchObject({ done: 2, running: 0 }), patiently)
  })

  it('take little of Redis and of memory while 20,000 are open, and can be left', async () => {
    await using redis = await redisServer()
    await using here = await telling(redis, { ahead: 1000 })
    const { evaluator } = here
    const left = new AbortController()
    const text = 'x'.repeat(100)
    const before = process.memoryUsage.rss()
    const results = Array.from({ length: 20_000 }, (_, i) => {
      const path = `path-${i}`
      const job: Job = { run, seed: 1, path, candidate: { text } }
      return evaluator.evaluate(job, rootCall({ path, signal: left.signal }))
    })
    await vi.waitUntil(async () => (await waitingIn(redis)) === 1000, patiently)
    expect(evaluator.stats().open).toBe(20_000)
    // Some kilobytes each: what a promise, its call and its candidate take.
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 2 ** 20)
    left.abort(new Error('enough'))
    const ended = await Promise.allSettled(results)
    expect(ended.every((one) => one.status === 'rejected')).toBe(true)
    await vi.waitUntil(async () => (await waitingIn(redis)) === 0, patiently)
    expect(evaluator.stats().open).toBe(0)
  })
})

/** How many jobs of the task wait in its queue. */
async function waitingIn({ url }: RedisServer): Promise<number> {
  const look = new Redis(url)
  const key = (name: string) => `bull:textgrad-letters-1:${name}`
  const counts = await Promise.all([look.llen(key('wait')), look.zcard(key('prioritized'))])
  look.disconnect()
  return counts[0] + counts[1]
}

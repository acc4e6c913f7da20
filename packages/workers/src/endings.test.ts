import { setTimeout as sleep } from 'node:timers/promises'

import { rootCall, type CallOptions } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { bullmq } from './bullmq.ts'
import { letters } from './letters.test.support.ts'
import { OpenQueues } from './open-queues.ts'
import { kill, workerProcess } from './processes.test.support.ts'
import { openRedis } from './redis.ts'
import { startWorker } from './start-worker.ts'
import { redisServer, type RedisServer } from './testing/redis-server.ts'

const patiently = { timeout: 50_000, interval: 5 }
const silent = { tell: () => undefined, onBack: () => undefined }

const jobOf = (path: string, { delay = 1 } = {}) => ({
  run: { task: 'letters', config: { delay, asks: false }, engine: '', version: '1' },
  seed: 1,
  path,
  candidate: { text: 'abc' },
})

/** Until connections wait longer between two tries than a try takes. */
async function loseFor(redis: RedisServer, milliseconds: number): Promise<void> {
  await redis.kill()
  await sleep(milliseconds)
}

afterEach(() => void vi.useRealTimers())

describe.skipIf(!requireProgram('redis-server'))('what ends', () => {
  it('a worker with nothing to do drains while Redis is gone', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    await evaluator.evaluate(jobOf('here'), rootCall({ path: 'here' }))
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ done: 1, running: 0 }), patiently)
    await loseFor(redis, 2000)
    await worker.drain()
    expect(worker.stats()).toMatchObject({ isConnected: false, isDraining: true })
  })

  it('a worker that is told to end while Redis is gone gives what it has when that is back, and ends', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const result = evaluator.evaluate(jobOf('here', { delay: 2500 }), rootCall({ path: 'here' }))
    await vi.waitFor(() => expect(evaluator.stats().active).toBe(1), patiently)
    await loseFor(redis, 2000)
    const drained = worker.drain()
    await sleep(1000)
    await redis.start()
    expect(await result).toMatchObject({ score: 3 })
    await drained
    expect(worker.stats()).toMatchObject({ done: 1, running: 0 })
    expect(evaluator.stats()).toMatchObject({ done: 1, attempts: 1 })
  })

  it('a run that is left takes thousands of jobs out of Redis', async () => {
    await using redis = await redisServer()
    const admin = new Redis(redis.url)
    const waiting = () => admin.llen('bull:textgrad-letters-1:wait')
    {
      await using evaluator = await bullmq({ redisUrl: redis.url })
      const left = new AbortController()
      const { signal } = left
      const results = Array.from({ length: 10_000 }, (_, i) =>
        evaluator.evaluate(jobOf(`path-${i}`), rootCall({ path: `path-${i}`, signal })),
      )
      await vi.waitUntil(async () => (await waiting()) === 10_000, patiently)
      left.abort(new Error('enough'))
      await Promise.allSettled(results)
    }
    expect(await waiting()).toBe(0)
    admin.disconnect()
  })

  it('what a lost worker held is withdrawn after a pause, too', async () => {
    await using redis = await redisServer()
    const pause = new AbortController()
    await using evaluator = await bullmq({ redisUrl: redis.url, lease: 2000, pause: pause.signal })
    const worker = await workerProcess({ url: redis.url, lease: 2000, concurrency: 1, file: '' })
    const result = evaluator.evaluate(jobOf('here', { delay: 600_000 }), rootCall({ path: 'here' }))
    const failed = result.catch((error: unknown) => error)
    await vi.waitFor(() => expect(evaluator.stats().active).toBe(1), patiently)
    pause.abort(new Error('later'))
    await kill(worker)
    expect(String(await failed)).toBe('Error: later')
    expect(evaluator.stats()).toMatchObject({ open: 0, done: 0 })
  })

  it('the connections of a queue that nobody wants any more', async () => {
    await using redis = await redisServer()
    const admin = new Redis(redis.url)
    const connections = async () =>
      String(await admin.client('LIST'))
        .trim()
        .split('\n').length
    await using link = await openRedis({ redisUrl: redis.url, ...silent })
    const before = await connections()
    vi.useFakeTimers({ toFake: ['performance'] })
    const queues = new OpenQueues(link, {
      queue: 'textgrad',
      concurrency: 1,
      lease: 2000,
      has: { cores: 2 },
      work: () => Promise.reject(new Error('There is no job')),
    })
    queues.follow([{ task: 'letters', version: '1', needs: { cores: 2 } }])
    await vi.waitUntil(async () => (await connections()) === before + 2, patiently)
    vi.advanceTimersByTime(61_000)
    queues.follow([])
    await vi.waitFor(async () => expect(await connections()).toBe(before), patiently)
    await queues.close()
    admin.disconnect()
  })
})

describe.skipIf(!requireProgram('redis-server'))('an evaluation', () => {
  it('that is equal to one of another run is told to its own run, and outlives the other', async () => {
    await using redis = await redisServer()
    await using evaluator = await bullmq({ redisUrl: redis.url })
    const told: string[] = []
    const left = new AbortController()
    const evaluate = (run: string, more: Partial<CallOptions> = {}) => {
      const emit = ({ type }: { type: string }): void => void told.push(`${run}: ${type}`)
      return evaluator.evaluate(jobOf('here', { delay: 100 }), rootCall({ path: 'here', emit, ...more }))
    }
    const first = evaluate('first', { signal: left.signal }).catch((error: unknown) => error)
    const others = [evaluate('second'), evaluate('third')]
    left.abort(new Error('enough'))
    expect(String(await first)).toBe('Error: enough')
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    expect(await Promise.all(others)).toMatchObject([{ score: 3 }, { score: 3 }])
    expect(told).toEqual(['second: note', 'second: note', 'third: note', 'third: note'])
    await vi.waitFor(() => expect(worker.stats().running).toBe(0), patiently)
  })
})

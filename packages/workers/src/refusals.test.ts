import { rootCall } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'

import { bullmq } from './bullmq.ts'
import { letters } from './letters.test.support.ts'
import { startWorker } from './start-worker.ts'
import { redisServer, type RedisServer } from './testing/redis-server.ts'
import { watchQueues } from './watch-queues.ts'

const patiently = { timeout: 50_000, interval: 5 }

const job = {
  run: { task: 'letters', config: { delay: 1, asks: false }, engine: '', version: '1' },
  seed: 1,
  path: 'here',
  candidate: { text: 'abc' },
}

async function administer<T>({ url }: RedisServer, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

describe.skipIf(!requireProgram('redis-server'))('a Redis that is there', () => {
  it('and is a replica is refused at the start, with what it says; it can be looked at', async () => {
    await using redis = await redisServer()
    await administer(redis, (admin) => admin.replicaof('127.0.0.1', redis.port))
    const refused = { name: 'WorkersError', kind: 'unreachable' }
    const why =
      /^Redis refuses what is needed at redis:\/\/127.*\(READONLY .*\): mend that, or evaluate in this process/
    const message = expect.stringMatching(why) as string
    await expect(bullmq({ redisUrl: redis.url })).rejects.toMatchObject({ ...refused, message })
    await expect(startWorker({ redisUrl: redis.url, tasks: [letters] })).rejects.toMatchObject(refused)
    await using watch = await watchQueues({ redisUrl: redis.url })
    expect(await watch.look()).toMatchObject({ state: 'there' })
  })

  it('and whose user may run no script is refused at the start', async () => {
    await using redis = await redisServer()
    await administer(redis, (admin) =>
      admin.acl('SETUSER', 'weak', 'on', '>secret', '~*', '&*', '+@all', '-eval', '-evalsha'),
    )
    const redisUrl = redis.url.replace('//', '//weak:secret@')
    const failed = await bullmq({ redisUrl }).catch((error: unknown) => error)
    expect(String(failed)).toMatch(/^WorkersError: Redis refuses .* \(NOPERM .*\)/)
    expect(String(failed)).not.toContain('secret')
  })

  it('and has no such database is refused at the start', async () => {
    await using redis = await redisServer()
    await expect(bullmq({ redisUrl: `${redis.url}/99` })).rejects.toThrow(/\(ERR DB index is out of range\)/)
  })

  it('and is full is told of once, by the run and by the worker, which go on when it has room', async () => {
    await using redis = await redisServer()
    const told: Record<'run' | 'worker', string[]> = { run: [], worker: [] }
    await using worker = await startWorker({
      redisUrl: redis.url,
      tasks: [letters],
      tell: (remark) => told.worker.push(remark),
    })
    await using evaluator = await bullmq({ redisUrl: redis.url, tell: (remark) => told.run.push(remark) })
    await administer(redis, (admin) => admin.config('SET', 'maxmemory', '1'))
    const result = evaluator.evaluate(job, rootCall({ path: 'here' }))
    await vi.waitFor(() => expect(told).toMatchObject({ run: [/./], worker: [/./] }), patiently)
    await administer(redis, (admin) => admin.config('SET', 'maxmemory', '0'))
    expect(await result).toMatchObject({ score: 3 })
    const full = /^Redis refuses what is needed at redis:\/\/127\S+ \(OOM [^)]*\): what needs it waits until/
    const once = [expect.stringMatching(full)]
    expect(told).toEqual({ run: once, worker: once })
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ done: 1, running: 0 }), patiently)
  })
})

it('An address whose path is no database is refused: it may be the rest of a password', async () => {
  const failed = await bullmq({ redisUrl: 'redis://default:12/secret@here' }).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(TypeError)
  expect(String(failed)).not.toContain('secret')
})

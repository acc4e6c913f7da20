import { requireProgram } from '@textgrad/host/testing'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'

import { redisServer } from './testing/redis-server.ts'
import { watchQueues } from './watch-queues.ts'
import { leaveBehind, only, seen, waiting } from './watching.test.support.ts'

describe.skipIf(!requireProgram('redis-server'))('jobs that nobody waits for', () => {
  it('are seen, and only they are removed when it is asked for', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    await using again = await waiting(redis, 40, { needs: { gpu: 'none-has-it' } })
    await seen(watch, (now) => expect(only(now)).toMatchObject({ waiting: 40, left: 0 }))
    await leaveBehind(redis)
    const left = await seen(watch, (now) => expect(only(now).left).toBe(7))
    expect(only(left)).toMatchObject({ needs: { gpu: 'none-has-it' }, waiting: 47, workers: [] })
    expect(await watch.clear()).toBe(7)
    expect(only(await watch.look())).toMatchObject({ waiting: 40, left: 0 })
    expect(await watch.clear()).toBe(0)
    again.leave()
    await again.ended
  })

  it('are seen and removed where no run is there at all', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    {
      await using run = await waiting(redis, 3, { needs: { cores: 1000 } })
      await seen(watch, (now) => expect(only(now).waiting).toBe(3))
      await leaveBehind(redis, 'textgrad-letters-1-cores1000')
      run.leave()
      await run.ended
    }
    const left = await seen(watch, (now) => expect(only(now)).toMatchObject({ waiting: 7, runs: [] }))
    expect(only(left)).toMatchObject({ needs: { cores: 1000 }, left: 7 })
    const look = new Redis(redis.url)
    expect(await look.hlen('textgrad:textgrad:queues')).toBe(1)
    expect(await watch.clear()).toBe(7)
    expect((await watch.look()).queues).toEqual([])
    expect(await look.hlen('textgrad:textgrad:queues')).toBe(0)
    look.disconnect()
  })

  it('stay while a worker is still at them', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    await using _ = await waiting(redis, 1, { needs: { gpu: 'none-has-it' } })
    await seen(watch, (now) => expect(only(now).waiting).toBe(1))
    await leaveBehind(redis)
    const held = Promise.withResolvers<void>()
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
    const busy = new Worker('textgrad-letters-1-gpu-none-has-it', () => held.promise, {
      connection,
      concurrency: 2,
    })
    await seen(watch, (now) => expect(only(now)).toMatchObject({ active: 2, waiting: 6 }))
    await seen(watch, (now) => expect(only(now).left).toBe(7))
    expect(await watch.clear()).toBe(6)
    expect(only(await watch.look())).toMatchObject({ active: 2, waiting: 0 })
    held.resolve()
    await busy.close()
    connection.disconnect()
  })
})

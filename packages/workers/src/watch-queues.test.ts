import { requireProgram } from '@textgrad/host/testing'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'

import { freePort, redisServer } from './testing/redis-server.ts'
import { watchQueues } from './watch-queues.ts'
import { only, patiently, seen, waiting, worker } from './watching.test.support.ts'

const host = expect.any(String)

describe('who looks at queues', () => {
  it('is told in time that there is no Redis', async () => {
    const redisUrl = `redis://user:secret@127.0.0.1:${await freePort()}`
    const refused = await watchQueues({ redisUrl }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ name: 'WorkersError', kind: 'unreachable' })
    expect(String(refused)).toMatch(
      /Redis does not answer at redis:\/\/127.*: start it, or name another one$/,
    )
  })

  it('names a queue as others do', async () => {
    await expect(watchQueues({ redisUrl: 'redis://here', queue: 'A b' })).rejects.toThrow(/^A queue is named/)
    await expect(watchQueues({ redisUrl: 'http://here' })).rejects.toThrow(TypeError)
  })
})

describe.skipIf(!requireProgram('redis-server'))('the queues, from outside', () => {
  it('are none at first, and a worker that takes no jobs yet', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    expect(await watch.look()).toMatchObject({ state: 'there', queue: 'textgrad', queues: [], workers: [] })
    await using _ = await worker(redis, { concurrency: 3, has: { cores: 2, memory: 4, gpu: 'a100' } })
    const { workers, queues } = await seen(watch, (now) => expect(now.workers).toHaveLength(1))
    expect(queues).toEqual([])
    expect(workers[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      host,
      tasks: ['letters'],
      version: '1',
      has: { cores: 2, memory: 4, gpu: 'a100' },
      concurrency: 3,
      running: 0,
      done: 0,
      over: 0,
      refused: 0,
      takes: 0,
    })
  })

  it('tell what waits for whom, who works on it and how far it is', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    await using run = await waiting(redis, 30, { ahead: 20, delay: 300, run: () => 'the-run' })
    await seen(watch, (now) =>
      expect(only(now)).toMatchObject({
        waiting: 20,
        active: 0,
        runs: [{ run: 'the-run', open: 30, held: 10, done: 0 }],
      }),
    )
    await using other = await waiting(redis, 5, { priority: 3 })
    const two = await seen(watch, (now) => expect(only(now).waiting).toBe(25))
    expect(only(two)).toMatchObject({
      task: 'letters',
      version: '1',
      needs: {},
      left: 0,
      workers: [],
      whyNone: '',
    })
    await using stranger = await worker(redis, { version: '2' })
    await seen(watch, (now) => expect(only(now).whyNone).toBe('1 of version 2, not 1'))
    await using right = await worker(redis, { concurrency: 2 })
    const busy = await seen(watch, (now) => {
      expect(only(now).active).toBe(2)
      expect(now.workers).toHaveLength(2)
    })
    expect(only(busy)).toMatchObject({ whyNone: '', workers: [{ host, atOnce: 2 }] })
    expect(busy.workers.find(({ version }) => version === '1')?.takes).toBe(1)
    expect(busy.workers.find(({ version }) => version === '2')?.takes).toBe(0)
    await run.ended
    await other.ended
    const done = await seen(watch, (now) => {
      expect(
        only(now)
          .runs.map((one) => one.done)
          .toSorted((a, b) => a - b),
      ).toEqual([5, 30])
      expect(now.workers.find(({ takes }) => takes === 1)?.done).toBe(35)
    })
    expect(only(done)).toMatchObject({ waiting: 0, active: 0, left: 0, refused: 0 })
    expect([right.stats().done, stranger.stats().done]).toEqual([35, 0])
  })

  it('tell what was refused and why', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    await using _ = await worker(redis)
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
    const queue = new Queue('textgrad-letters-1', { connection })
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await queue.add('evaluate', { [name]: 1 }, { jobId: `bad-${name}` })
    const refused = await seen(watch, (now) => {
      expect(only(now).refused).toBe(5)
      expect(now.workers[0]?.refused).toBe(5)
    })
    expect(only(refused).reasons).toHaveLength(3)
    for (const reason of only(refused).reasons) expect(reason).toMatch(/^The job does not fit its schema/)
    expect(await watch.clear()).toBe(5)
    expect((await watch.look()).queues).toEqual([])
    await queue.close()
    connection.disconnect()
  })

  it('are as they were last seen while Redis is gone, and go on when it is back', async () => {
    await using redis = await redisServer()
    await using watch = await watchQueues({ redisUrl: redis.url })
    await using _ = await waiting(redis, 4)
    await seen(watch, (now) => expect(only(now).waiting).toBe(4))
    await redis.kill()
    const gone = await seen(watch, (now) => expect(now.state).toBe('gone'))
    expect(only(gone).waiting).toBe(4)
    await expect(watch.clear()).rejects.toMatchObject({ kind: 'unreachable' })
    await redis.start()
    const back = await seen(watch, (now) => {
      expect(now.state).toBe('there')
      expect(only(now).waiting).toBe(4)
    })
    expect(back.at).toBeGreaterThan(gone.at)
  })

  it('are left as they are by who looks', async () => {
    await using redis = await redisServer()
    await using _ = await waiting(redis, 4)
    const commands = new Redis(redis.url)
    await vi.waitUntil(async () => (await commands.llen('bull:textgrad-letters-1:wait')) === 4, patiently)
    const asked: string[] = []
    const monitor = await commands.duplicate().monitor()
    const watch = await watchQueues({ redisUrl: redis.url })
    const mine = await addressOf(commands)
    monitor.on('monitor', (_time: string, [command = '']: string[], source: string) => {
      if (source === mine) asked.push(command.toLowerCase())
    })
    expect((await watch.look()).queues).toHaveLength(1)
    await watch.look()
    await vi.waitFor(() => expect(asked.filter((one) => one === 'hgetall').length).toBe(2), patiently)
    const reads = ['smembers', 'hgetall', 'mget', 'llen', 'zcard', 'lrange', 'zrange', 'zrevrange', 'hget']
    expect(asked.filter((one) => !reads.includes(one))).toEqual([])
    await watch[Symbol.asyncDispose]()
    monitor.disconnect()
    commands.disconnect()
  })
})

/** The address of who connected last. */
async function addressOf(commands: Redis): Promise<string> {
  const clients = String(await commands.client('LIST'))
    .trim()
    .split('\n')
  const ids = clients.map(
    (line) => [Number(/^id=(\d+)/.exec(line)?.[1]), /addr=(\S+)/.exec(line)?.[1]] as const,
  )
  return ids.toSorted(([a], [b]) => b - a)[0]![1]!
}

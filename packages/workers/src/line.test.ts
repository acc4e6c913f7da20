import { requireProgram } from '@textgrad/host/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { Line } from './line.ts'
import { aliveKey, inboxOf, post } from './mailbox.ts'
import { openRedis } from './redis.ts'
import { redisServer } from './testing/redis-server.ts'

afterEach(() => void vi.useRealTimers())

describe.skipIf(!requireProgram('redis-server'))('a question of a worker', () => {
  it('is asked ever more rarely while it is not answered, so that many of them bury nobody who is slow', async () => {
    await using redis = await redisServer()
    await using link = await openRedis({ redisUrl: redis.url, tell: () => {}, onBack: () => {} })
    using line = new Line(link, 'textgrad')
    const inbox = inboxOf('textgrad', 'run')
    await link.commands.set(aliveKey('textgrad', 'run'), '1')
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const answered = line.ask({ from: 'run', job: 'job', id: 'attempt' }, { op: 'begin' })
    for (let look = 0; look < 16; look++) {
      vi.advanceTimersByTime(3000)
      // What it looks up and sends is over before this comes back: they go one after the other.
      for (let turn = 0; turn < 3; turn++) await link.commands.ping()
    }
    const asked = await link.commands.lrange(inbox, 0, -1)
    expect(asked).toHaveLength(1 + [1, 2, 4, 8, 16].length)
    expect(new Set(asked).size).toBe(1)
    const { id } = JSON.parse(asked[0]!) as { id: string }
    post(link.commands, inboxOf('textgrad', line.worker), { id, attempt: 'attempt', answer: { go: true } })
    expect(await answered).toEqual({ go: true })
  })

  it('is not asked any more once the worker has ended', async () => {
    await using redis = await redisServer()
    await using link = await openRedis({ redisUrl: redis.url, tell: () => {}, onBack: () => {} })
    const line = new Line(link, 'textgrad')
    line[Symbol.dispose]()
    expect(await line.ask({ from: 'run', job: 'job', id: 'attempt' }, { op: 'beat' })).toEqual({ over: true })
  })
})

import { tmpdir } from 'node:os'

import { rootCall } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, it, vi } from 'vitest'

import { attempt } from './attempt.ts'
import { FetchedFiles } from './fetched-files.ts'
import { queuedJob } from './job.ts'
import { letters } from './letters.test.support.ts'
import { Line } from './line.ts'
import { aliveKey } from './mailbox.ts'
import type { Asked } from './messages.ts'
import { Problems } from './problems.ts'
import { openRedis } from './redis.ts'
import { redisServer } from './testing/redis-server.ts'

describe.skipIf(!requireProgram('redis-server'))('a worker that hears nothing of a run', () => {
  it('gives its jobs up after a minute, so that a link may be cut and come back', async () => {
    await using redis = await redisServer()
    await using link = await openRedis({ redisUrl: redis.url, tell: () => {}, onBack: () => {} })
    using line = new Line(link, 'textgrad')
    await link.commands.set(aliveKey('textgrad', 'run'), '1')
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      let answer: unknown
      const answered = line
        .ask({ from: 'run', job: 'job', id: 'attempt' }, { op: 'begin' })
        .then((given) => (answer = given))
      await link.commands.del(aliveKey('textgrad', 'run'))
      const looks = async (count: number): Promise<void> => {
        for (let look = 0; look < count; look++) {
          vi.advanceTimersByTime(3000)
          for (let turn = 0; turn < 3; turn++) await link.commands.ping()
        }
      }
      await looks(19)
      expect(answer).toBeUndefined()
      await looks(1)
      expect(await answered).toEqual({ over: true })
    } finally {
      vi.useRealTimers()
    }
  })

  it('tells no result of what it broke off, so that it is evaluated again where somebody waits', async () => {
    const asked: string[] = []
    let leave: (() => void) | undefined
    // A line to nobody.
    const line = {
      isThere: async () => true,
      ask: async (_: unknown, { op }: Asked) => {
        asked.push(op)
        return { go: true }
      },
      watch: (_: string, stop: () => void) => {
        leave = stop
        return { [Symbol.dispose]: () => undefined }
      },
    } as unknown as Line
    await using problems = new Problems([letters], () => undefined, new FetchedFiles(tmpdir()))
    const run = { task: 'letters', config: { delay: 60_000, asks: false }, engine: '', version: '' }
    const job = { run, seed: 1, path: 'a', candidate: { text: 'abc' } }
    const queued = queuedJob(job, rootCall({ path: 'a' }), { from: 'run' })
    const { signal } = new AbortController()
    const ended = attempt(queued, { line, problems, beat: 1000, signal })
    await vi.waitUntil(() => leave, { timeout: 30_000 })
    leave!()
    expect(await ended).toBe('over')
    expect(asked).toContain('begin')
    expect(asked).not.toContain('done')
  })
})

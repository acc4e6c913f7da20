import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { requireProgram } from '@textgrad/host/testing'
import type { QueuesSeen } from '@textgrad/workers'
import { freePort, redisServer } from '@textgrad/workers/testing'
import { describe, expect, it, vi } from 'vitest'

import { start, textgrad } from '../typed.test.support.ts'

/** What nobody has. */
const needy = ['run', 'molecules', '--start', 'CCO', '--steps', '2', '--needs', 'gpu=none-has-it']

/** Lines of a command that goes on, until one is as it should be. */
async function lineOf(lines: AsyncIterator<string>, isIt: (line: string) => boolean): Promise<string> {
  for (;;) {
    const next = await lines.next()
    if (next.done) throw new Error('It ended before')
    if (isIt(next.value)) return next.value
  }
}

describe('textgrad queues', { timeout: 120_000 }, () => {
  it.each([
    [[], '--redis is missing: Where the jobs are'],
    [['--redis', 'http://127.0.0.1'], 'redis://host:port'],
    [['--redis', 'redis://127.0.0.1', '--queue', 'A b'], 'A queue is named in small letters'],
    [['--redis', 'redis://127.0.0.1', '--wach'], 'did you mean --watch?'],
    [['--redis', 'redis://127.0.0.1', '--watch', '--clear'], 'leave one of them out'],
  ])('%j: one line, exit 2', async (words, message) => {
    const { code, out, err } = await textgrad('queues', ...words)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('says that there is no Redis, and no password', async () => {
    const ended = await textgrad('queues', '--redis', `redis://user:secret@127.0.0.1:${await freePort()}`)
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toMatch(
      /^textgrad: Redis does not answer at redis:\/\/127.*: start it, or name another one\n$/,
    )
  })
})

describe.skipIf(!requireProgram('redis-server'))('textgrad queues, at a Redis', { timeout: 120_000 }, () => {
  it('shows what waits and why, what a killed run left behind, and removes that', async () => {
    await using redis = await redisServer()
    const queues = (...more: readonly string[]) => textgrad('queues', '--redis', redis.url, ...more)
    const empty = await queues()
    expect(empty).toMatchObject({ code: 0, err: '' })
    expect(empty.out).toMatch(/^Queue textgrad at redis:.*\nNo run wants .*\n\nNo workers are there: .*\n$/)
    const worker = start(['worker', '--redis', redis.url, '--concurrency', '2', '--tasks', 'molecules'])
    const run = start([...needy, '--workers', redis.url])
    const watch = start(['queues', '--redis', redis.url, '--watch', '--json'])
    try {
      const lines = createInterface({ input: watch.child.stdout! })[Symbol.asyncIterator]()
      const seen = (line: string): QueuesSeen => JSON.parse(line) as QueuesSeen
      await lineOf(lines, (line) => seen(line).workers.length === 1 && seen(line).queues[0]?.waiting === 1)
      const shown = await queues()
      expect(shown).toMatchObject({ code: 0, err: '' })
      expect(shown.out).toMatch(/^molecules +\S+ +gpu=none-has-it +1 +0 +0 +0 +1 +none$/m)
      expect(shown.out).toMatch(
        /^No worker takes jobs of molecules \S+ gpu=none-has-it: there are 1 without the GPU none-has-it$/m,
      )
      expect(shown.out).toMatch(/^\S+ +molecules, molecules-score .* 2 +0 +0 +0 +none of these$/m)
      expect(await queues('--clear')).toMatchObject({ code: 0, out: 'There was nothing to remove\n' })
      run.child.kill('SIGKILL')
      await lineOf(lines, (line) => seen(line).queues[0]?.left === 1)
      expect((await queues()).out).toMatch(
        /^Nobody waits for 1 of the jobs of molecules .*: --clear removes them$/m,
      )
      expect(await queues('--clear', '--json')).toMatchObject({ code: 0, out: '{"removed":1}\n' })
      await lineOf(lines, (line) => seen(line).queues.length === 0)
      watch.child.kill('SIGINT')
      expect(await watch.ended).toMatchObject({ code: 0, err: '\nLooking no more.\n' })
    } finally {
      for (const { child } of [worker, run, watch]) child.kill('SIGKILL')
    }
  })

  it('shows a block each time something changed, also that Redis is gone', async () => {
    await using redis = await redisServer()
    const { child, ended } = start(['queues', '--redis', redis.url, '--watch'])
    let told = ''
    child.stdout!.on('data', (chunk) => (told += String(chunk)))
    try {
      await once(child.stdout!, 'data')
      await redis.kill()
      await vi.waitFor(() => expect(told).toContain('\nRedis is gone; as it was seen last, at '), {
        timeout: 60_000,
      })
      await redis.start()
      await vi.waitFor(() => expect(told.split(/^Queue/m).at(-1)).not.toContain('Redis is gone'), {
        timeout: 60_000,
      })
    } finally {
      child.kill('SIGINT')
    }
    const { code, out } = await ended
    expect(code).toBe(0)
    const blocks = out.trimEnd().split(/\n\n(?=Queue)/)
    expect(blocks.length).toBeGreaterThanOrEqual(3)
    for (const [place, block] of blocks.entries()) expect(block).not.toBe(blocks[place + 1])
  })
})

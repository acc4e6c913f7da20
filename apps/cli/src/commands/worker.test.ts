import { canonicalLog, type RunEvent } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { freePort, redisServer } from '@textgrad/workers/testing'
import { describe, expect, it } from 'vitest'

import { start, textgrad } from '../typed.test.support.ts'

const run = ['run', 'molecules', '--start', 'CCO', '--steps', '2', '--json']
const logOf = (out: string): string =>
  canonicalLog(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent),
  )

describe('textgrad worker', { timeout: 120_000 }, () => {
  it('says what it does not understand', async () => {
    const unknown = await textgrad('worker', '--redis', 'redis://127.0.0.1', '--tasks', 'molecule')
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('did you mean molecules?') })
    const address = await textgrad('worker', '--redis', 'http://127.0.0.1')
    expect(address).toMatchObject({ code: 2, err: expect.stringContaining('redis://host:port') })
    const metrics = await textgrad('worker', '--redis', 'redis://127.0.0.1', '--metrics', '9464')
    expect(metrics).toMatchObject({ code: 2, err: expect.stringContaining('--metrics is host:port') })
  })

  it('is offered to do without where no Redis answers', async () => {
    const address = `redis://user:secret@127.0.0.1:${await freePort()}`
    const ended = await textgrad(...run, '--workers', address)
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('evaluate in this process') })
    expect(ended.err).not.toContain('secret')
  })

  it.skipIf(!requireProgram('redis-server'))('evaluates for runs, and ends in order', async () => {
    await using redis = await redisServer()
    const worker = start(['worker', '--redis', redis.url, '--concurrency', '2', '--tasks', 'molecules'])
    try {
      const away = await textgrad(...run, '--workers', redis.url)
      const here = await textgrad(...run)
      expect(away).toMatchObject({ code: 0, err: '' })
      expect(logOf(away.out)).toBe(logOf(here.out))
    } finally {
      worker.child.kill('SIGTERM')
    }
    const ended = await worker.ended
    expect(ended.code).toBe(0)
    expect(ended.out).toMatch(/^Takes jobs of molecules.*\nJobs done: [1-9]\d*, refused: 0\n$/)
  })
})

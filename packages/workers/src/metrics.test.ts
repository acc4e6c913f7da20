import { rootCall, type Job } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, it, vi } from 'vitest'

import { bullmq } from './bullmq.ts'
import { letters } from './letters.test.support.ts'
import { serveMetrics } from './metrics.ts'
import { startWorker } from './start-worker.ts'
import { redisServer } from './testing/redis-server.ts'

const job: Job = {
  run: { task: 'letters', config: { delay: 0, asks: false }, engine: '', version: '1' },
  seed: 1,
  path: 'here',
  candidate: { text: 'abc' },
}

describe.skipIf(!requireProgram('redis-server'))('the metrics of a worker', () => {
  it('tell what it did and whether it is well', async () => {
    await using redis = await redisServer()
    await using worker = await startWorker({ redisUrl: redis.url, tasks: [letters] })
    await using metrics = await serveMetrics(worker, { port: 0 })
    const get = (path: string) => fetch(`http://127.0.0.1:${metrics.port}${path}`)
    {
      await using evaluator = await bullmq({ redisUrl: redis.url })
      await evaluator.evaluate(job, rootCall({ path: 'here' }))
    }
    await vi.waitFor(() => expect(worker.stats().done).toBe(1), { timeout: 50_000 })
    const text = await (await get('/metrics')).text()
    expect(text).toMatch(/^(# (HELP|TYPE) \w+ .*\n|\w+(\{\w+="\w+"\})? \d+(\.\d+)?\n)+$/)
    expect(text).toContain('textgrad_worker_jobs_total{end="done"} 1\n')
    expect(text).toContain('textgrad_worker_jobs_running 0\n')
    expect((await get('/health')).status).toBe(200)
    expect((await get('/')).status).toBe(404)
    await redis.kill()
    await vi.waitFor(() => expect(worker.stats().isConnected).toBe(false), { timeout: 50_000 })
    const health = await get('/health')
    expect([health.status, await health.text()]).toEqual([503, 'Redis is gone\n'])
    await redis.start()
    await vi.waitFor(() => expect(worker.stats().isConnected).toBe(true), { timeout: 50_000 })
    await worker.drain()
    expect(await (await get('/health')).text()).toBe('It takes no jobs any more\n')
  })

  it('are refused where it can not listen', async () => {
    const stats = { done: 0, over: 0, refused: 0, running: 0, isConnected: true, isDraining: false }
    const worker = { stats: () => stats }
    await using first = await serveMetrics(worker, { port: 0 })
    await expect(serveMetrics(worker, { port: first.port })).rejects.toThrow(
      /^Metrics can not be served at 127.0.0.1:\d+: .*EADDRINUSE/,
    )
  })
})

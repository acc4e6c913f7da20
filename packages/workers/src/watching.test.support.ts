import { rootCall, type Job } from '@textgrad/core'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { expect, vi } from 'vitest'

import type { BullmqOptions } from './bullmq-options.ts'
import { bullmq } from './bullmq.ts'
import { letters } from './letters.test.support.ts'
import type { QueueSeen, QueuesSeen } from './queues-seen.ts'
import { startWorker, type WorkerOptions } from './start-worker.ts'
import type { RedisServer } from './testing/redis-server.ts'
import type { QueuesWatch } from './watch-queues.ts'

export const patiently = { timeout: 50_000, interval: 50 }

/** An evaluator that waits for so many evaluations of so many milliseconds. */
export async function waiting(
  { url }: RedisServer,
  count: number,
  options: Partial<BullmqOptions> & { delay?: number } = {},
) {
  const { delay = 1, ...own } = options
  const evaluator = await bullmq({ redisUrl: url, ...own })
  const left = new AbortController()
  const results = Array.from({ length: count }, (_, i) => {
    const run = { task: 'letters', config: { delay, asks: false }, engine: '', version: '1' }
    const job: Job = { run, seed: 1, path: `path-${i}`, candidate: { text: 'a' } }
    return evaluator.evaluate(job, rootCall({ path: `path-${i}`, signal: left.signal }))
  })
  const ended = Promise.allSettled(results)
  return {
    ended,
    leave: () => left.abort(new Error('enough')),
    async [Symbol.asyncDispose]() {
      await evaluator[Symbol.asyncDispose]()
      await ended
    },
  }
}

export const worker = ({ url }: RedisServer, options: Partial<WorkerOptions> = {}) =>
  startWorker({ redisUrl: url, tasks: [letters], version: '1', ...options })

/** Looks until it is seen. */
export async function seen(watch: QueuesWatch, check: (now: QueuesSeen) => void): Promise<QueuesSeen> {
  return vi.waitFor(async () => {
    const now = await watch.look()
    check(now)
    return now
  }, patiently)
}

export const only = ({ queues }: QueuesSeen): QueueSeen => {
  expect(queues).toHaveLength(1)
  return queues[0]!
}

/** Puts seven jobs of a run that is not there into a queue. */
export async function leaveBehind(
  { url }: RedisServer,
  name = 'textgrad-letters-1-gpu-none-has-it',
): Promise<void> {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const queue = new Queue(name, { connection })
  for (let place = 0; place < 7; place++)
    await queue.add('evaluate', {}, { jobId: `gone-run-${'0'.repeat(63)}${place}`, priority: place % 2 })
  await queue.close()
  connection.disconnect()
}

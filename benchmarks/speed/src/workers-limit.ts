import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { rootCall } from '@textgrad/core'
import { openai, paced } from '@textgrad/engines'
import { bullmq, type BullmqEvaluator } from '@textgrad/workers'
import { redisServer } from '@textgrad/workers/testing'

import { startSim } from './sim/sim.ts'
import type { Table } from './table.ts'

const workers = 4
const concurrency = 8
const calls = 1000
/** Requests that are permitted in a window of so many milliseconds, wherever it begins. */
const permitted = 500
const window = 30_000
const required = { share: 0.9, refused: 0.01 }

/** Whether worker processes that ask one provider keep its limit together, and use it. */
export async function workersLimit(): Promise<readonly Table[]> {
  const limits = { rpm: permitted, limitWindowMs: window, limitMode: 'sliding' } as const
  await using sim = await startSim({ ...limits, latency: 'lognormal:400,0.5' })
  await using redis = await redisServer()
  await using resources = new AsyncDisposableStack()
  for (let i = 0; i < workers; i++) resources.use(await workerAt(redis.url, sim.baseURL))
  const turns = paced({ requestsPerMinute: (permitted * 60_000) / window })
  const evaluator = resources.use(await bullmq({ redisUrl: redis.url, turns }))
  const { id: engine } = openai({ model: 'sim-1', baseURL: sim.baseURL, apiKey: 'sim' })
  // The SDK is loaded with the first call.
  await evaluateAll(evaluator, engine, { count: 2 * workers * concurrency, name: 'first' })
  sim.reset()
  const started = Date.now()
  await evaluateAll(evaluator, engine, { count: calls, name: 'call' })
  const letIn = sim.records().filter(({ status }) => status === 200)
  const seconds = (Math.max(...letIn.map(({ at }) => Date.parse(at))) - started) / 1000
  const { requests, byStatus } = sim.stats()
  const refused = byStatus['429'] ?? 0
  const share = (calls - 1) / ((permitted / window) * seconds * 1000)
  const isKept = share >= required.share && refused <= required.refused * requests
  return [
    {
      name: 'workers-limit',
      title:
        `${calls} evaluations that ask a model once each, on ${workers} worker processes, ${concurrency} at once on each, where ` +
        `${permitted} requests are permitted in ${window / 1000} s. Required: >= ${required.share * 100} % of that rate, ` +
        `<= ${required.refused * 100} % of requests answered 429`,
      columns: ['requests', 'seconds', '% of the rate', '429s', 'kept'],
      rows: [[requests, Number(seconds.toFixed(2)), Number((share * 100).toFixed(1)), refused, isKept]],
    },
  ]
}

async function evaluateAll(
  evaluator: BullmqEvaluator,
  engine: string,
  { count, name }: { readonly count: number; readonly name: string },
): Promise<void> {
  const run = { task: 'asking', config: null, engine, version: '1' }
  const evaluate = (path: string): Promise<unknown> =>
    evaluator.evaluate({ run, seed: 1, path, candidate: { text: path } }, rootCall({ path }))
  await Promise.all(Array.from({ length: count }, (_, index) => evaluate(`${name}-${index}`)))
}

async function workerAt(redisUrl: string, baseURL: string): Promise<AsyncDisposable> {
  const program = join(import.meta.dirname, 'workers-limit.program.ts')
  const child = spawn(process.execPath, [program, redisUrl, baseURL, String(concurrency)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

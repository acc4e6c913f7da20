import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'

import { rootCall } from '@textgrad/core'
import { bullmq } from '@textgrad/workers'
import { redisServer } from '@textgrad/workers/testing'
import { Queue, QueueEvents } from 'bullmq'
import { Redis } from 'ioredis'

import { median } from './measure.ts'
import { napping } from './napping.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const workers = 4
const concurrency = 4
const whole = { rounds: 5, jobs: 2000, alone: 200 }
const short: Size = { rounds: 1, jobs: 1000, alone: 50 }
type Size = typeof whole
/** Milliseconds. */
const most = 5

type Evaluate = (text: string) => Promise<number>

/** What an evaluation on workers takes besides itself, and the same jobs in bare BullMQ, in turns. */
export async function workersOverhead({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  const { rounds, jobs, alone } = size
  await using redis = await redisServer()
  await using evaluations = await evaluationsOn(redis.url)
  await using bare = await bareOn(redis.url)
  await measure(evaluations.evaluate, size)
  await measure(bare.evaluate, size)
  const rows: number[][] = []
  for (let round = 1; round <= rounds; round++) {
    const measured = await measure(evaluations.evaluate, size)
    const peer = await measure(bare.evaluate, size)
    rows.push([measured.each, measured.alone, peer.each, peer.alone, loadavg()[0]!])
  }
  const medians = rows[0]!.map((_, column) => median(rows.map((row) => row[column]!)))
  return [
    {
      name: 'workers',
      title:
        `${jobs} evaluations that take no time on ${workers} worker processes, ${concurrency} at once on each: ms per evaluation; ` +
        `and of ${alone}, one after the other. Beside it the same jobs in BullMQ alone. Required of the first: <= ${most}`,
      columns: ['round', 'each', 'alone', 'each, BullMQ', 'alone, BullMQ', 'load', 'kept'],
      rows: [
        ...rows.map((row, index) => [String(index + 1), ...shown(row), '']),
        ['median', ...shown(medians), medians[0]! <= most],
      ],
    },
  ]
}

function shown(values: readonly number[]): string[] {
  return values.map((value) => value.toFixed(2))
}

async function measure(
  evaluate: Evaluate,
  { jobs, alone }: Size,
): Promise<{ readonly each: number; readonly alone: number }> {
  const texts = Array.from({ length: jobs }, atOnce)
  const start = performance.now()
  const lengths = await Promise.all(texts.map(evaluate))
  const each = (performance.now() - start) / jobs
  if (lengths.some((length) => length !== atOnce().length))
    throw new Error('A job came back with another result')
  const second = performance.now()
  for (let i = 0; i < alone; i++) await evaluate(atOnce())
  return { each, alone: (performance.now() - second) / alone }
}

/** What is evaluated without a wait, and is no other job. */
const atOnce = (): string => `0 ${crypto.randomUUID()}`

interface Measured extends AsyncDisposable {
  readonly evaluate: Evaluate
}

async function evaluationsOn(redisUrl: string): Promise<Measured> {
  const crew = await crewOf(redisUrl, 'evaluations')
  const evaluator = await bullmq({ redisUrl })
  const run = { task: napping.name, config: null, engine: '', version: '' }
  return {
    async evaluate(text) {
      const call = rootCall({ path: text })
      return (await evaluator.evaluate({ run, seed: 1, path: text, candidate: { text } }, call)).score
    },
    async [Symbol.asyncDispose]() {
      await evaluator[Symbol.asyncDispose]()
      await end(crew)
    },
  }
}

async function bareOn(redisUrl: string): Promise<Measured> {
  const crew = await crewOf(redisUrl, 'bare')
  const settings = { maxRetriesPerRequest: null }
  const connections = [new Redis(redisUrl, settings), new Redis(redisUrl, settings)] as const
  const queue = new Queue('bare', { connection: connections[0] })
  const events = new QueueEvents('bare', { connection: connections[1] })
  queue.setMaxListeners(0)
  events.setMaxListeners(0)
  await events.waitUntilReady()
  return {
    async evaluate(text) {
      // Who waits for it has to find it when it is done.
      const job = await queue.add('evaluate', { text }, { removeOnComplete: { age: 60 } })
      return (await job.waitUntilFinished(events)) as number
    },
    async [Symbol.asyncDispose]() {
      await events.close()
      await queue.close()
      for (const connection of connections) connection.disconnect()
      await end(crew)
    },
  }
}

async function crewOf(redisUrl: string, kind: 'bare' | 'evaluations'): Promise<readonly ChildProcess[]> {
  const program = join(import.meta.dirname, 'workers.program.ts')
  return Promise.all(
    Array.from({ length: workers }, async () => {
      const child = spawn(process.execPath, [program, redisUrl, String(concurrency), kind], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      return child
    }),
  )
}

async function end(crew: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    crew.map(async (child) => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }),
  )
}

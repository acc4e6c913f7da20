import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { memoryJournal, random, rootCall, type Job, type Journal } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, it } from 'vitest'

import type { BullmqEvaluator } from './bullmq-options.ts'
import { bullmq } from './bullmq.ts'
import { kill, workerProcess, type WorkerSettings } from './processes.test.support.ts'
import { redisServer, type RedisServer } from './testing/redis-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-workers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const concurrency = 4
const workers = 4
const jobs = 1000
const kills = 22
/** Of the kills these are of Redis, the others of a worker. */
const ofRedis: ReadonlySet<number> = new Set([6, 15])

describe.skipIf(!requireProgram('redis-server'))('1,000 jobs on 4 workers', { timeout: 600_000 }, () => {
  it.each([{ keeps: true }, { keeps: false }])(
    'come back once each after 20 kills of workers and 2 of Redis (persistence: $keeps)',
    async ({ keeps }) => {
      await using redis = await redisServer({ keeps })
      await using evaluator = await bullmq({ redisUrl: redis.url, lease: 2000, maxAttempts: 50 })
      const journal = memoryJournal()
      const file = join(folder, `asked-${keeps}`)
      await using crew = await Crew.of({ url: redis.url, lease: 2000, concurrency, file })
      const scores = await evaluateWhileKilling(evaluator, journal, (kill) =>
        ofRedis.has(kill) ? restart(redis) : crew.lose(),
      )
      expect(scores).toEqual(Array.from({ length: jobs }, (_, i) => 4 + (i % 100)))
      expect(evaluator.stats()).toMatchObject({ done: jobs, open: 0, unreadable: 0 })
      expect(journal.size).toBe(2 * jobs)
      // What a worker had under way when it was lost is asked for again; of all else nothing is.
      const asked = readFileSync(file, 'utf8').trim().split('\n')
      expect(new Set(asked).size).toBe(2 * jobs)
      expect(asked.length - 2 * jobs).toBeLessThanOrEqual(kills * concurrency)
    },
  )
})

/** Puts the jobs in in parts; while each part is under way something is killed, when as much of it is done as was drawn. */
async function evaluateWhileKilling(
  evaluator: BullmqEvaluator,
  journal: Journal,
  kill: (index: number) => Promise<void>,
): Promise<number[]> {
  const drawn = random(11, 'kills')
  const results: Promise<number>[] = []
  for (let part = 0; part <= kills; part++) {
    const before = results.length
    const size = part === kills ? jobs - before : Math.floor(jobs / (kills + 1))
    for (let i = before; i < before + size; i++) results.push(evaluate(evaluator, journal, i))
    if (part === kills) break
    const at = before + drawn.integer(size - workers * concurrency)
    while (evaluator.stats().done < at) await sleep(2)
    await kill(part)
  }
  return Promise.all(results)
}

async function evaluate(evaluator: BullmqEvaluator, journal: Journal, i: number): Promise<number> {
  const path = `job-${i}`
  const job: Job = {
    run: { task: 'letters', config: { delay: 10, asks: true }, engine: 'test/noting', version: '1' },
    seed: 1,
    path,
    candidate: { text: `${i}`.padStart(4 + (i % 100), 'x') },
  }
  return (await evaluator.evaluate(job, rootCall({ path, journal }))).score
}

async function restart(redis: RedisServer): Promise<void> {
  await redis.kill()
  await sleep(200)
  await redis.start()
}

/** Worker processes of which some are lost; others come in their place, later. */
class Crew implements AsyncDisposable {
  readonly #settings: WorkerSettings
  readonly #drawn = random(12, 'victims')
  readonly #members: Promise<ChildProcess>[]

  private constructor(settings: WorkerSettings) {
    this.#settings = settings
    this.#members = Array.from({ length: workers }, () => workerProcess(settings))
  }

  static async of(settings: WorkerSettings): Promise<Crew> {
    const crew = new Crew(settings)
    await Promise.all(crew.#members)
    return crew
  }

  async lose(): Promise<void> {
    const place = this.#drawn.integer(workers)
    await kill(await this.#members[place]!)
    this.#members[place] = workerProcess(this.#settings)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map(async (member) => kill(await member)))
  }
}

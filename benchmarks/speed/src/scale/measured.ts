import { setTimeout as sleep } from 'node:timers/promises'

import { random, rootCall } from '@textgrad/core'
import { bullmq, type BullmqEvaluator } from '@textgrad/workers'
import { Redis } from 'ioredis'

import { crewOf, type Crew } from './crew.ts'
import { openFor, throughputOf } from './simulation.ts'

export interface Load {
  readonly workers: number
  readonly jobs: number
  /** Mean seconds of a job; each takes between half and one and a half of it. */
  readonly length: number
  /** Characters of a candidate. */
  readonly payload: number
}

/** Per second, and seconds of processors for a job. */
export interface Measured {
  readonly throughput: number
  readonly coordinator: number
  readonly redis: number
  readonly worker: number
}

/** A Redis with so many workers, which are there until it is disposed of. */
export class Bench implements AsyncDisposable {
  readonly #crew: Crew
  readonly #redis: Redis
  readonly #evaluator: BullmqEvaluator

  private constructor(crew: Crew, redis: Redis, evaluator: BullmqEvaluator) {
    this.#crew = crew
    this.#redis = redis
    this.#evaluator = evaluator
  }

  static async of(redisUrl: string, workers: number): Promise<Bench> {
    const crew = await crewOf(redisUrl, workers)
    const evaluator = await bullmq({ redisUrl })
    return new Bench(crew, new Redis(redisUrl), evaluator)
  }

  async connections(): Promise<number> {
    return fieldOf(await this.#redis.info('clients'), 'connected_clients')
  }

  /** Seconds of Redis in each second while nothing is to do. */
  async idle(seconds: number): Promise<number> {
    await sleep(1000)
    const before = await this.#redisSeconds()
    const start = performance.now()
    await sleep(seconds * 1000)
    return ((await this.#redisSeconds()) - before) / ((performance.now() - start) / 1000)
  }

  /** Milliseconds of a job that takes no time, where there is no other: the median of some. */
  async alone(): Promise<number> {
    const times: number[] = []
    for (let i = 0; i < 100; i++) {
      const start = performance.now()
      await this.#evaluate('0', `alone-${i}-${start}`)
      times.push(performance.now() - start)
    }
    return times.toSorted((a, b) => a - b)[50]!
  }

  async measure({ workers, jobs, length, payload }: Load): Promise<Measured> {
    const { next } = random(1, 'lengths')
    const before = await this.#seconds()
    const ends: number[] = []
    const id = crypto.randomUUID()
    let begun = 0
    const lane = async (): Promise<void> => {
      while (begun < jobs) {
        const milliseconds = length * 1000 * (0.5 + next())
        const text = `${milliseconds} `.padEnd(payload, 'x')
        await this.#evaluate(text, `${id}-${begun++}`)
        ends.push(performance.now() / 1000)
      }
    }
    await Promise.all(Array.from({ length: openFor(workers) }, lane))
    const after = await this.#seconds()
    const [coordinator, redis, worker] = after.map((value, index) => (value - before[index]!) / jobs)
    return { throughput: throughputOf(ends), coordinator: coordinator!, redis: redis!, worker: worker! }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#evaluator[Symbol.asyncDispose]()
    this.#redis.disconnect()
    await this.#crew[Symbol.asyncDispose]()
  }

  async #evaluate(text: string, path: string): Promise<void> {
    const run = { task: 'napping', config: null, engine: '', version: '' }
    await this.#evaluator.evaluate({ run, seed: 1, path, candidate: { text } }, rootCall({ path }))
  }

  /** Of processors: this process, Redis, the workers. */
  async #seconds(): Promise<readonly number[]> {
    const { user, system } = process.cpuUsage()
    return [(user + system) / 1e6, await this.#redisSeconds(), await this.#crew.processorSeconds()]
  }

  async #redisSeconds(): Promise<number> {
    const info = await this.#redis.info('cpu')
    return fieldOf(info, 'used_cpu_user') + fieldOf(info, 'used_cpu_sys')
  }
}

function fieldOf(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(.*)$`, 'm').exec(info)![1])
}

import { availableParallelism, loadavg } from 'node:os'

import { redisServer } from '@textgrad/workers/testing'

import { Bench, type Measured } from './scale/measured.ts'
import { simulate, type Costs, type Simulated } from './scale/simulation.ts'
import type { Table } from './table.ts'

export interface ScaleOptions {
  /** Numbers of workers that are measured, ascending. */
  readonly sizes: readonly number[]
  /** What is measured and simulated, too: workers, and the mean seconds of their jobs. */
  readonly checked: readonly (readonly [workers: number, length: number])[]
  /** Jobs of each measurement, at least. */
  readonly jobs: number
  /** Numbers of workers that are simulated. */
  readonly simulated: readonly number[]
}

/** Characters of a candidate. */
const [small, large] = [100, 10_000]
const lengths = [0.01, 0.1, 1, 10, 60]
/** Runs, and Redis servers, of the simulated clusters. */
const clusters = [
  { coordinators: 1, shards: 1 },
  { coordinators: 16, shards: 1 },
  { coordinators: 16, shards: 4 },
] as const
/** Seconds that a message is on its way between machines, at least. */
const network = 0.0002
/** Seconds between two signs of life of a worker, and between two renewals of its lock. */
const [beat, renewal] = [10, 15]

/**
 * What one Redis carries: measured with workers that wait, several of them in a process; and from what that takes of the
 * processors, how busy as many workers are as do not fit on this machine.
 */
export async function workersScale(
  options: ScaleOptions = {
    sizes: [1, 4, 16, 64, 256, 1000],
    checked: [
      [16, 0.01],
      [16, 0.1],
      [64, 0.1],
      [64, 1],
      [256, 1],
      [1000, 4],
    ],
    jobs: 2000,
    simulated: [1, 10, 100, 1000, 3000, 10_000],
  },
): Promise<readonly Table[]> {
  const found = new Map<number, Found>()
  const checks: Check[] = []
  for (const workers of options.sizes) {
    await using redis = await redisServer()
    await using bench = await Bench.of(redis.url, workers)
    found.set(workers, await find(bench, workers, options.jobs))
    for (const [size, length] of options.checked) {
      if (size !== workers) continue
      const load = { workers, jobs: Math.max(options.jobs / 4, 8 * workers), length }
      checks.push({ load: { ...load, seed: 1 }, measured: await bench.measure({ ...load, payload: small }) })
    }
  }
  return [measuredTable(found), checkedTable(found, checks), ...simulatedTables(found, options.simulated)]
}

/** What was measured with some workers. Seconds. */
interface Found {
  readonly connections: number
  /** Of Redis in each second, with nothing to do. */
  readonly idle: number
  readonly alone: number
  readonly small: Measured
  readonly large: Measured
  readonly load: number
}

interface Check {
  readonly load: Simulated
  readonly measured: Measured
}

async function find(bench: Bench, workers: number, least: number): Promise<Found> {
  const connections = await bench.connections()
  const idle = await bench.idle(4)
  const alone = (await bench.alone()) / 1000
  const load = { workers, jobs: Math.max(least, 8 * workers), length: 0 }
  // Once without being counted: programs become fast with use.
  await bench.measure({ ...load, jobs: least / 2, payload: small })
  const [first, second] = [
    await bench.measure({ ...load, payload: small }),
    await bench.measure({ ...load, payload: large }),
  ]
  return { connections, idle, alone, small: first, large: second, load: loadavg()[0]! }
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(2)
}

function measuredTable(found: ReadonlyMap<number, Found>): Table {
  return {
    name: 'workers-scale',
    title:
      `Jobs that take no time on one Redis, all on ${availableParallelism()} cores; candidates of ${small} and of ${large} characters. ` +
      'Of the processors, for a job: ms of the run, of Redis and of the worker',
    columns: [
      'workers',
      'connections',
      'Redis idle, %',
      'one job, ms',
      'jobs/s',
      'run',
      'Redis',
      'worker',
      'jobs/s, large',
      'run, large',
      'Redis, large',
      'load',
    ],
    rows: [...found].map(([workers, { connections, idle, alone, small, large, load }]) => [
      workers,
      connections,
      (idle * 100).toFixed(2),
      milliseconds(alone),
      small.throughput.toFixed(0),
      ...[small.coordinator, small.redis, small.worker].map(milliseconds),
      large.throughput.toFixed(0),
      ...[large.coordinator, large.redis].map(milliseconds),
      load.toFixed(1),
    ]),
  }
}

function checkedTable(found: ReadonlyMap<number, Found>, checks: readonly Check[]): Table {
  const rows = checks.map(({ load, measured }) => {
    const { workers, length } = load
    const costs = costsOf(found.get(workers)!, workers)
    const { throughput } = simulate(costs, { ...load, cores: availableParallelism() })
    const error = throughput / measured.throughput - 1
    return [
      workers,
      length,
      measured.throughput.toFixed(1),
      throughput.toFixed(1),
      `${(100 * error).toFixed(1)} %`,
      `${((100 * measured.throughput * length) / workers).toFixed(1)} %`,
    ]
  })
  return {
    name: 'workers-scale-checked',
    title: 'The simulation beside what it simulates: jobs per second on this machine',
    columns: ['workers', 'a job, s', 'measured', 'simulated', 'error', 'workers busy'],
    rows,
  }
}

function simulatedTables(found: ReadonlyMap<number, Found>, sizes: readonly number[]): readonly Table[] {
  const [workers, last] = [...found].at(-1)!
  const local = costsOf(last, workers)
  const costs = { ...local, hop: Math.max(local.hop, network) }
  return clusters.map(({ coordinators, shards }) => ({
    name: `workers-scale-${coordinators}-${shards}`,
    title:
      `Workers that are busy, simulated with the costs at ${workers} workers and ${(costs.hop * 1000).toFixed(2)} ms for a message: ` +
      `${counted(coordinators, 'run')} at once, ${counted(shards, 'Redis server')}`,
    columns: ['a job, s', ...sizes.map((size) => `${size}`)],
    rows: lengths.map((length) => [
      length,
      ...sizes.map((size) => {
        const jobs = Math.max(2000, 8 * size)
        // Workers are there in whole numbers for each Redis.
        const whole = Math.max(shards, size - (size % shards))
        const simulated = { workers: whole, jobs, length, coordinators, shards, seed: 1 }
        return `${(100 * simulate(costs, simulated).utilisation).toFixed(1)} %`
      }),
    ]),
  }))
}

function costsOf({ alone, idle, small }: Found, workers: number): Costs {
  const { coordinator, redis, worker } = small
  // It goes ten times from one process to another.
  const hop = Math.max(0, alone - coordinator - redis - worker) / 10
  // A sign of life is a question and its answer: two turns of Redis, one of the run; a lock is a turn of Redis.
  const redisPresence = idle / workers + redis * (2 / 7 / beat + 1 / 7 / renewal)
  return { coordinator, redis, worker, hop, redisPresence, coordinatorPresence: coordinator / 3 / beat }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

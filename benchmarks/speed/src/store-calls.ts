import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import {
  budget,
  constant,
  LlmCall,
  random,
  rootCall,
  variable,
  type CallOptions,
  type Engine,
} from '@textgrad/core'
import { openStore, type Store } from '@textgrad/runs'

import { median } from './measure.ts'
import type { Table } from './table.ts'

const concurrency = 64
/** Milliseconds; models do not all answer at once. */
const latency = { from: 40, to: 60 }

export interface Size {
  readonly rounds: number
  readonly calls: number
  readonly syncs: number
}

/** Milliseconds that calls take besides their model, and seconds that all take. */
interface Measured {
  readonly p50: number
  readonly p99: number
  readonly seconds: number
}

/**
 * The same calls with and without a store, in turns. What waits for the disk can not be faster than that, so it is measured
 * in each round, too.
 */
export async function storeCalls(folder: string, { rounds, calls, syncs: count }: Size): Promise<Table> {
  await using kept = await openStore(join(folder, 'calls.db'))
  const rows: number[][] = []
  for (let round = 1; round <= rounds; round++) {
    const both: Measured[] = []
    for (const isKept of round % 2 === 0 ? [true, false] : [false, true]) {
      both[Number(isKept)] = await (isKept ? measureKept(kept, calls) : measure({ budget: budget() }, calls))
    }
    const [without, measured] = both as [Measured, Measured]
    const disk = await syncs(join(folder, 'disk'), count)
    const more = (100 * measured.seconds) / without.seconds - 100
    const load = loadavg()[0]!
    rows.push([without.p50, without.p99, measured.p50, measured.p99, more, disk.p50, disk.p99, load])
  }
  const medians = rows[0]!.map((_, column) => median(rows.map((row) => row[column]!)))
  return {
    name: 'store-calls',
    title:
      `${calls} calls of ${latency.from} to ${latency.to} ms, ${concurrency} at once: ms that a call takes besides its model. ` +
      `Required with a store: p50 < 0.5, p99 < 5, <= 5 % more time. A sync: 12 kB written over and synced, by itself`,
    columns: [
      'round',
      'p50 without',
      'p99 without',
      'p50',
      'p99',
      '% more time',
      'sync p50',
      'sync p99',
      'load',
    ],
    rows: [...rows.map((row, index) => [String(index + 1), ...shown(row)]), ['median', ...shown(medians)]],
  }
}

function shown(row: readonly number[]): number[] {
  return row.map((figure) => Number(figure.toFixed(2)))
}

async function measureKept(kept: Store, calls: number): Promise<Measured> {
  await using run = await kept.start({ task: 'bench' })
  const { journal, emit } = run
  // Awaited here: the run would be closed before.
  return await measure({ journal, emit, budget: run.budget() }, calls)
}

async function measure(options: CallOptions, calls: number): Promise<Measured> {
  const { next } = random(1, 'latency')
  const answered = new Map<string, number>()
  const engine: Engine = {
    id: 'bench',
    async generate({ path }) {
      const asked = performance.now()
      await new Promise((resolve) => setTimeout(resolve, latency.from + next() * (latency.to - latency.from)))
      answered.set(path!.split('/')[0]!, performance.now() - asked)
      return {
        text: 'x'.repeat(2000),
        finish: 'stop',
        usage: { inputTokens: 800, outputTokens: 400, dollars: 0 },
      }
    },
  }
  const llm = new LlmCall({ engine, system: variable('Answer. '.repeat(400), { role: 'system prompt' }) })
  const root = rootCall({ emit: async () => {}, ...options })
  const besides: number[] = []
  let begun = 0
  const work = async (): Promise<void> => {
    while (begun < calls) {
      const name = `call-${begun++}`
      const started = performance.now()
      await llm.forward(constant(name, { role: 'question' }), root.child(name))
      const took = performance.now() - started
      besides.push(took - answered.get(name)!)
      answered.delete(name)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: concurrency }, work))
  return { ...quantiles(besides), seconds: (performance.now() - started) / 1000 }
}

/** Milliseconds until a change of a file is on the disk. */
async function syncs(file: string, count: number): Promise<Omit<Measured, 'seconds'>> {
  const bytes = Buffer.alloc(12_288, 1)
  const size = 4 << 20
  const descriptor = openSync(file, 'w')
  try {
    writeSync(descriptor, Buffer.alloc(size))
    const took: number[] = []
    for (let at = 0; took.length < count; at = (at + bytes.length) % (size - bytes.length)) {
      writeSync(descriptor, bytes, 0, bytes.length, at)
      const started = performance.now()
      await promisify(fdatasync)(descriptor)
      took.push(performance.now() - started)
      await sleep(1)
    }
    return quantiles(took)
  } finally {
    closeSync(descriptor)
  }
}

function quantiles(all: readonly number[]): Omit<Measured, 'seconds'> {
  const sorted = all.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(all.length / 2)]!, p99: sorted[Math.floor(all.length * 0.99)]! }
}

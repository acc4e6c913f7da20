import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  budget,
  constant,
  LlmCall,
  random,
  rootCall,
  variable,
  type CallOptions,
  type Engine,
  type RunEvent,
} from '@textgrad/core'
import { openStore, type DurableRun, type Store } from '@textgrad/runs'

import type { Table } from './table.ts'

const concurrency = 64
const calls = 6400
/** Milliseconds; models do not all answer at once. */
const latency = { from: 40, to: 60 }
const events = 1_000_000
/** How many events are told for each call. */
const eventsPerCall = 10

/** What keeping a run costs: for each call, and where there are many events. */
export async function store(): Promise<readonly Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-bench-'))
  try {
    return [await perCall(join(folder, 'calls.db')), await manyEvents(join(folder, 'events.db'))]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function perCall(file: string): Promise<Table> {
  await using kept = await openStore(file)
  const rows: (string | number)[][] = []
  let alone = 0
  for (const round of [1, 2, 3]) {
    const without = await measure({ emit: async () => {}, budget: budget() })
    alone = without.seconds
    await using run = await kept.start({ task: 'bench' })
    const { journal, emit } = run
    const measured = await measure({ journal, emit, budget: run.budget() })
    rows.push(
      [
        round,
        without.p50,
        without.p99,
        measured.p50,
        measured.p99,
        (100 * measured.seconds) / alone - 100,
      ].map((figure) => Number(figure.toFixed(2))),
    )
  }
  return {
    name: 'store-calls',
    title: `${calls} calls of ${latency.from} to ${latency.to} ms, ${concurrency} at once: ms that a call takes besides its model. Required with a store: p50 < 0.5, p99 < 5, <= 5 % more time`,
    columns: ['round', 'p50 without', 'p99 without', 'p50', 'p99', '% more time'],
    rows,
  }
}

/** Milliseconds that calls take besides their model, and seconds that all take. */
async function measure(options: CallOptions): Promise<{ p50: number; p99: number; seconds: number }> {
  const { next } = random(1, 'latency')
  const answered = new Map<string, number>()
  const engine: Engine = {
    id: 'bench',
    async generate({ path }) {
      const asked = performance.now()
      await new Promise((resolve) => setTimeout(resolve, latency.from + next() * (latency.to - latency.from)))
      answered.set(path!, performance.now() - asked)
      return {
        text: 'x'.repeat(2000),
        finish: 'stop',
        usage: { inputTokens: 800, outputTokens: 400, dollars: 0 },
      }
    },
  }
  const llm = new LlmCall({ engine, system: variable('Answer. '.repeat(400), { role: 'system prompt' }) })
  const root = rootCall(options)
  const besides: number[] = []
  let begun = 0
  const work = async (): Promise<void> => {
    while (begun < calls) {
      const name = `call-${begun++}`
      const started = performance.now()
      await llm.forward(constant(name, { role: 'question' }), root.child(name))
      const took = performance.now() - started
      const [[path, asked]] = [...answered].filter(([of]) => of.startsWith(`${name}/`)) as [[string, number]]
      answered.delete(path)
      besides.push(took - asked)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: concurrency }, work))
  const seconds = (performance.now() - started) / 1000
  besides.sort((a, b) => a - b)
  return { p50: besides[Math.floor(calls / 2)]!, p99: besides[Math.floor(calls * 0.99)]!, seconds }
}

async function manyEvents(file: string): Promise<Table> {
  const rows: (string | number)[][] = []
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    rows.push([name, Number(((performance.now() - started) / 1000).toFixed(3))])
    return result
  }
  await timed('write', () => fill(file))
  const kept = await timed('open', () => openStore(file))
  const id = await timed('list, with what was spent', async () => list(kept))
  await timed('read the last 100', () => Array.fromAsync(kept.read(id, { after: events - 100 })))
  await kept[Symbol.asyncDispose]()
  const size = (statSync(file).size / 1e6).toFixed(0)
  return {
    name: 'store-events',
    title: `A store of ${events.toLocaleString('en')} events and ${(events / eventsPerCall).toLocaleString('en')} calls (${size} MB). Required: open, list and read the last < 1 s`,
    columns: ['what', 'seconds'],
    rows,
  }
}

async function list(kept: Store): Promise<string> {
  const all = await Promise.all((await kept.runs()).map((id) => kept.info(id)))
  return all[0]!.id
}

async function fill(file: string): Promise<void> {
  await using kept = await openStore(file)
  await using run = await kept.start({ task: 'bench' })
  for (let written = 0; written < events; written += 1000)
    await Promise.all(Array.from({ length: 1000 }, (_, index) => tell(run, written + index)))
}

async function tell(run: DurableRun, index: number): Promise<void> {
  const step = Math.floor(index / 1000)
  const path = `step-${step}/item-${index % 1000}`
  const event: RunEvent = { step, path, at: index, type: 'note', text: 'n'.repeat(200) }
  if (index % eventsPerCall > 0) return run.emit(event)
  await run.journal.intent(path, { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
  await run.journal.settle(path, { hash: 'h', reply: 'r'.repeat(200), spent: { calls: 1, tokens: 100 } })
  return run.emit(event)
}

import { statSync } from 'node:fs'

import type { RunEvent } from '@textgrad/core'
import { openStore, type DurableRun, type Store } from '@textgrad/runs'

import type { Table } from './table.ts'

/** How many events are told for each call. */
const eventsPerCall = 10

/** How long it takes to look into a store of many events. */
export async function storeEvents(file: string, events: number): Promise<Table> {
  const rows: (string | number)[][] = []
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    rows.push([name, Number(((performance.now() - started) / 1000).toFixed(3))])
    return result
  }
  await timed('write', () => fill(file, events))
  const kept = await timed('open', () => openStore(file))
  const id = await timed('list, with what was spent', async () => list(kept))
  await timed('read the last 100', () => Array.fromAsync(kept.read(id, { after: events - 100 })))
  await using run = await timed('resume, with all that was told and kept read', () => kept.resume(id))
  await run[Symbol.asyncDispose]()
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

async function fill(file: string, events: number): Promise<void> {
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

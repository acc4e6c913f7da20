import type { RunEvent, StoredEvent } from '@textgrad/core'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'

import { graphValue } from '../model/graph-value.ts'
import { graphOf } from '../model/graph.ts'
import type { StepRow } from '../model/step-row.ts'
import { addTo, emptyLists } from '../model/wire-event.ts'
import type { StepDetail } from '../model/wire.ts'
import { runOf, stepOf, whole, type RunReader } from './asked.ts'
import type { RunIndexes } from './run-index.ts'

/** How much of each kind is sent of what a step told, unless more is asked for, and at most. */
const told = { usual: 300, most: 10_000 } as const

/** How many events of a step are read. */
const most = 20_000

/** Of which events a graph is made. */
const computed: ReadonlySet<RunEvent['type']> = new Set(['forward', 'gradient', 'update', 'generate'])

/** What a step tells: in lists, as a graph, and one value of that. */
export function stepRoutes(store: RunReader, indexes: RunIndexes): Hono {
  const app = new Hono()
  app.get('/runs/:id/steps/:step', async (c) => {
    const { row } = await stepOf(c, indexes.of(await runOf(c, store)))
    const limit = Math.min(whole(c, 'limit', told.usual), told.most)
    return c.json(await detailOf(store, c.req.param('id'), { row, limit }))
  })
  app.get('/runs/:id/steps/:step/graph', async (c) => {
    const { row, parameters } = await stepOf(c, indexes.of(await runOf(c, store)))
    const events = await eventsOf(store, c.req.param('id'), row)
    const [scope, until] = [c.req.query('scope'), c.req.query('until')]
    return c.json(graphOf(events, parameters, { scope, until }))
  })
  app.get('/runs/:id/steps/:step/value', async (c) => {
    const { row } = await stepOf(c, indexes.of(await runOf(c, store)))
    const id = c.req.query('id') ?? ''
    const value = graphValue(await eventsOf(store, c.req.param('id'), row, id), id)
    if (!value) throw new HTTPException(404, { message: 'There is no such value' })
    return c.json(value)
  })
  return app
}

/** What a step tells of what it computed: long texts only of the variable that is named. */
async function eventsOf(
  store: RunReader,
  id: string,
  { number: step, from, to }: StepRow,
  variable?: string,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const stored of store.read(id, { after: from - 1 })) {
    if (stored.number > to || events.length >= most) break
    const { number, event } = stored
    if (event.step === step && computed.has(event.type))
      events.push({ number, event: lightened(event, variable) })
  }
  return events
}

/** As much of a text as a graph shows. */
const words = 500

function lightened(event: RunEvent, variable: string | undefined): RunEvent {
  if (event.type === 'generate') return { ...event, messages: [], text: '' }
  if (event.type === 'forward' && event.variable !== variable)
    return { ...event, value: event.value.slice(0, words) }
  if (event.type === 'gradient' && event.variable !== variable) return { ...event, text: '' }
  if (event.type === 'update' && event.parameter !== variable) return { ...event, before: '', after: '' }
  return event
}

async function detailOf(
  store: RunReader,
  id: string,
  { row: { number: step, from, to }, limit }: { row: StepRow; limit: number },
): Promise<StepDetail> {
  const lists = emptyLists()
  let [found, left] = [0, 0]
  for await (const stored of store.read(id, { after: from - 1 })) {
    if (stored.number > to) break
    if (stored.event.step !== step) continue
    if (++found > most || !addTo(lists, stored, limit)) left++
  }
  return { ...lists, left }
}

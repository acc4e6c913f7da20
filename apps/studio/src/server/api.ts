import { createHash } from 'node:crypto'

import { StoreError, type RunEvent, type StoredEvent } from '@textgrad/core'
import type { StoreReader } from '@textgrad/runs'
import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

import { beginning, limits, textAt } from '../model/cut.ts'
import { graphValue } from '../model/graph-value.ts'
import { graphOf } from '../model/graph.ts'
import { lightEvent } from '../model/light-event.ts'
import type { StepRow } from '../model/step-row.ts'
import { addTo, emptyLists, wireEvent } from '../model/wire-event.ts'
import type { RunHead, RunList, StepDetail } from '../model/wire.ts'
import { live } from './live.ts'
import { RunIndexes, type RunIndex } from './run-index.ts'
import { RunLines } from './run-line.ts'

/** How many runs or events are sent at a time at most, and what a step tells besides. */
const pages = { runs: 100, events: 500, detail: 300, graph: 20_000 } as const

/** Of which events a graph is made. */
const computed: ReadonlySet<RunEvent['type']> = new Set(['forward', 'gradient', 'update', 'generate'])

/** Among how many events the start of a run is looked for. */
const beginnings = 20

/** A picture is looked at and does nothing: as the source of an image, and where it is opened alone. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** What the pages ask for. Nothing here changes anything. */
export function api(store: StoreReader): Hono {
  const lines = new RunLines(store)
  const indexes = new RunIndexes(store)
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status)
    if (error instanceof StoreError) return c.json({ error: error.message }, 500)
    throw error
  })
  app.get('/runs', async (c) => {
    const ids = (await store.runs()).toReversed()
    const from = whole(c, 'from', 0)
    const some = ids.slice(from, from + atMost(c, pages.runs))
    const list: RunList = { runs: await Promise.all(some.map((id) => lines.of(id))), total: ids.length }
    return c.json(list)
  })
  app.get('/runs/:id', async (c) => c.json(await headOf(store, lines, await runOf(c, store))))
  app.get('/runs/:id/steps/:step', async (c) => {
    const { row } = await stepOf(c, indexes.of(await runOf(c, store)))
    return c.json(
      await detailOf(store, c.req.param('id'), { ...row, after: whole(c, 'after', row.from - 1) }),
    )
  })
  app.get('/runs/:id/steps/:step/graph', async (c) => {
    const { row, parameters } = await stepOf(c, indexes.of(await runOf(c, store)))
    const events = await eventsOf(store, c.req.param('id'), row)
    return c.json(graphOf(events, parameters, c.req.query('scope')))
  })
  app.get('/runs/:id/steps/:step/value', async (c) => {
    const { row } = await stepOf(c, indexes.of(await runOf(c, store)))
    const id = c.req.query('id') ?? ''
    const value = graphValue(await eventsOf(store, c.req.param('id'), row, id), id)
    if (!value) throw new HTTPException(404, { message: 'There is no such value' })
    return c.json(value)
  })
  app.get('/runs/:id/events', async (c) => {
    const id = await runOf(c, store)
    const events = await some(store, id, whole(c, 'after', 0), atMost(c, pages.events))
    return c.json({ events: events.map(lightEvent) })
  })
  app.get('/runs/:id/events/:number', async (c) => c.json(wireEvent(await eventOf(c, store))))
  app.get('/runs/:id/events/:number/text', async (c) => textOf(c, await eventOf(c, store)))
  app.get('/runs/:id/events/:number/picture', async (c) => pictureOf(c, await eventOf(c, store)))
  app.get('/runs/:id/live', async (c) => live(c, { store, index: indexes.of(await runOf(c, store)) }))
  app.all('/*', () => {
    throw new HTTPException(404, { message: 'There is nothing here' })
  })
  return app
}

/** What there is to say of a run before its events are read. */
async function headOf(store: StoreReader, lines: RunLines, id: string): Promise<RunHead> {
  const { plan } = await store.info(id)
  const first = (await some(store, id, 0, beginnings)).map(lightEvent)
  return {
    run: await lines.of(id),
    start: first.find((event) => event.type === 'run-start') ?? null,
    config: beginning(JSON.stringify(plan.config ?? null, undefined, 2), limits.detail),
  }
}

/** The step that a request names, which is one that there is. */
async function stepOf(
  c: Context,
  index: RunIndex,
): Promise<{ readonly row: StepRow; readonly parameters: readonly string[] }> {
  const { rows, start } = await index.upToDate()
  const row = rows.find(({ number }) => number === Number(c.req.param('step')))
  if (row) return { row, parameters: start?.parameters ?? [] }
  throw new HTTPException(404, { message: 'There is no such step' })
}

/** What a step tells of what it computed: long texts only of the variable that is named. */
async function eventsOf(
  store: StoreReader,
  id: string,
  { number: step, from, to }: StepRow,
  variable?: string,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const stored of store.read(id, { after: from - 1 })) {
    if (stored.number > to || events.length >= pages.graph) break
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
  store: StoreReader,
  id: string,
  { number: step, to, after }: { number: number; to: number; after: number },
): Promise<StepDetail> {
  const lists = emptyLists()
  let found = 0
  for await (const stored of store.read(id, { after })) {
    if (stored.number > to) break
    if (stored.event.step !== step) continue
    addTo(lists, stored)
    if (++found === pages.detail) return { ...lists, more: stored.number }
  }
  return lists
}

async function some(store: StoreReader, id: string, after: number, most: number): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const stored of store.read(id, { after })) if (events.push(stored) >= most) break
  return events
}

/** A long text of an event, by its place; it never changes. */
function textOf(c: Context, event: RunEvent): Response {
  const text = textAt(event, c.req.query('at') ?? '')
  if (text === undefined) throw new HTTPException(404, { message: 'There is no text at this place' })
  const tag = `"${createHash('sha256').update(text).digest('base64url')}"`
  c.header('ETag', tag)
  c.header('Cache-Control', 'private, no-cache')
  if (c.req.header('if-none-match') === tag) return c.body(null, 304)
  return c.text(text.toWellFormed())
}

/** A picture, for the source of an image alone. */
function pictureOf(c: Context, event: RunEvent): Response {
  if (event.type !== 'artifact' || event.artifact.kind !== 'svg')
    throw new HTTPException(404, { message: 'There is no picture' })
  const { svg } = event.artifact
  const named = /<svg[^>]*\sxmlns\s*=/.test(svg)
    ? svg
    : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
  c.header('Content-Type', 'image/svg+xml')
  c.header('Content-Security-Policy', picturePolicy)
  return c.body(named.toWellFormed())
}

async function eventOf(c: Context, store: StoreReader): Promise<RunEvent> {
  const id = await runOf(c, store)
  const number = Number(c.req.param('number'))
  if (!Number.isSafeInteger(number) || number < 1)
    throw new HTTPException(404, { message: 'There is no such event' })
  const [stored] = await some(store, id, number - 1, 1)
  if (stored?.number !== number) throw new HTTPException(404, { message: 'There is no such event' })
  return stored.event
}

/** The run that a request names, which is one that there is. */
async function runOf(c: Context, store: StoreReader): Promise<string> {
  const id = c.req.param('id') ?? ''
  if ((await store.runs()).includes(id)) return id
  throw new HTTPException(404, { message: 'There is no such run' })
}

function whole(c: Context, name: string, otherwise: number): number {
  const given = c.req.query(name)
  if (given === undefined) return otherwise
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new HTTPException(400, { message: `${name} has to be a whole number` })
}

function atMost(c: Context, most: number): number {
  return Math.min(Math.max(1, whole(c, 'limit', most)), most)
}

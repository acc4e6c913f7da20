import type { Artifact, RunEvent } from '@textgrad/core'
import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

import { textAt } from '../model/cut.ts'
import { lightEvent } from '../model/light-event.ts'
import { artifactOf, wireEvent } from '../model/wire-event.ts'
import type { RunViews } from '../model/wire.ts'
import { atMost, runOf, some, whole, type RunReader } from './asked.ts'
import type { RunIndexes } from './run-index.ts'
import { RunViewsOf, type ViewsOf } from './run-views.ts'

/** How many events are sent at a time at most. */
const most = 500

/** A picture is looked at and does nothing: as the source of an image, and where it is opened alone. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** Events by their numbers, and what is shown of the run as a whole by its place: all of it, a long text, a picture. */
export function eventRoutes(store: RunReader, indexes: RunIndexes, viewsOf: ViewsOf | undefined): Hono {
  const views = viewsOf && new RunViewsOf(store, viewsOf)
  const viewsOfRun = async (id: string): Promise<readonly Artifact[]> => {
    try {
      return (await views?.of(id, await indexes.of(id).upToDate())) ?? []
    } catch (error) {
      if (error instanceof RangeError) throw new HTTPException(413, { message: error.message })
      throw error
    }
  }
  const app = new Hono()
  app.get('/runs/:id/events', async (c) => {
    const id = await runOf(c, store)
    const events = await some(store, id, whole(c, 'after', 0), atMost(c, most))
    return c.json({ events: events.map(lightEvent) })
  })
  app.get('/runs/:id/views', async (c) => {
    const all = (await viewsOfRun(await runOf(c, store))).map((artifact) => ({ id: '', artifact }))
    return c.json({ artifacts: all.map((one, place) => artifactOf(place + 1, one)) } satisfies RunViews)
  })
  const viewOf = async (c: Context): Promise<RunEvent> => {
    const artifact = (await viewsOfRun(await runOf(c, store)))[Number(c.req.param('number')) - 1]
    if (artifact) return { type: 'artifact', id: '', artifact, step: 0, path: '', at: 0 }
    throw new HTTPException(404, { message: 'There is no such view' })
  }
  for (const [place, find] of [
    ['events', (c: Context) => eventOf(c, store)],
    ['views', viewOf],
  ] as const) {
    app.get(`/runs/:id/${place}/:number`, async (c) => c.json(wireEvent(await find(c))))
    app.get(`/runs/:id/${place}/:number/text`, async (c) => textOf(c, await find(c)))
    app.get(`/runs/:id/${place}/:number/picture`, async (c) => pictureOf(c, await find(c)))
  }
  return app
}

async function eventOf(c: Context, store: RunReader): Promise<RunEvent> {
  const id = await runOf(c, store)
  const number = Number(c.req.param('number'))
  if (!Number.isSafeInteger(number) || number < 1)
    throw new HTTPException(404, { message: 'There is no such event' })
  const [stored] = await some(store, id, number - 1, 1)
  if (stored?.number !== number) throw new HTTPException(404, { message: 'There is no such event' })
  return stored.event
}

/** A long text of an event, by its place. */
async function textOf(c: Context, event: RunEvent): Promise<Response> {
  const text = textAt(event, c.req.query('at') ?? '')
  if (text !== undefined) return wholeText(c, text)
  throw new HTTPException(404, { message: 'There is no text at this place' })
}

/** A long text, which never changes. */
export async function wholeText(c: Context, text: string): Promise<Response> {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const tag = `"${Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`
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

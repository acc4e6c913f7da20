import { StoreError } from '@textgrad/core'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'

import { cut, limits } from '../model/cut.ts'
import { lightEvent } from '../model/light-event.ts'
import type { RunHead, RunList } from '../model/wire.ts'
import { atMost, runOf, some, whole, type RunReader } from './asked.ts'
import { endsOf } from './ends.ts'
import { eventRoutes, wholeText } from './event-routes.ts'
import { live } from './live.ts'
import { RunIndexes } from './run-index.ts'
import { RunLines } from './run-line.ts'
import type { ViewsOf } from './run-views.ts'
import { stepRoutes } from './step-routes.ts'

/** How many runs are sent at a time at most. */
const most = 100

/** Among how many events the start of a run is looked for. */
const beginnings = 20

/** What the pages ask for. Nothing here changes anything. */
export function api(store: RunReader, viewsOf?: ViewsOf): Hono {
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
    const chosen = ids.slice(from, from + atMost(c, most))
    const list: RunList = { runs: await Promise.all(chosen.map((id) => lines.of(id))), total: ids.length }
    return c.json(list)
  })
  app.get('/runs/:id', async (c) =>
    c.json({
      ...(await headOf(store, lines, await runOf(c, store))),
      hasViews: viewsOf !== undefined,
    } satisfies RunHead),
  )
  app.get('/runs/:id/config/text', async (c) => {
    const { plan } = await store.info(await runOf(c, store))
    return wholeText(c, configOf(plan))
  })
  app.route('/', stepRoutes(store, indexes))
  app.route('/', eventRoutes(store, indexes, viewsOf))
  app.get('/runs/:id/live', async (c) => live(c, { store, index: indexes.of(await runOf(c, store)) }))
  app.all('/*', () => {
    throw new HTTPException(404, { message: 'There is nothing here' })
  })
  return app
}

function configOf({ config }: { readonly config?: unknown }): string {
  return JSON.stringify(config ?? null, undefined, 2)
}

/** What there is to say of a run before its events are read. */
async function headOf(store: RunReader, lines: RunLines, id: string): Promise<Omit<RunHead, 'hasViews'>> {
  const { plan } = await store.info(id)
  const first = (await some(store, id, 0, beginnings)).map(lightEvent)
  return {
    run: await lines.of(id),
    start: first.find((event) => event.type === 'run-start') ?? null,
    config: cut(configOf(plan), [], limits.detail),
    ends: endsOf(plan),
  }
}

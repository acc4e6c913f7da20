import type { Context } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'

import { lightEvent } from '../model/light-event.ts'
import type { Following } from '../model/wire.ts'
import type { RunReader } from './asked.ts'
import { editionOf, type RunIndex } from './run-index.ts'

/** Milliseconds between signs of life, by which a page learns that it still hears the server. */
const heartbeat = 15_000

/** Milliseconds after which a browser asks again. */
const retry = 500

/** How many rows are sent at a time. */
const page = 500

export interface Followed {
  readonly store: RunReader
  readonly index: RunIndex
}

/** What a page has: until which event, of which telling. */
interface Known {
  readonly edition: string
  readonly number: number
}

/**
 * A run as it is told, as server-sent events: 'begin', then its 'rows' as far as it was told, 'following', then each event as
 * it comes. The id of each names the telling and the number, so that a browser that was cut off goes on after the last one
 * that it has. Where the run took back what it had told it 'begins' again.
 */
export function live(c: Context, followed: Followed): Response {
  c.header('Cache-Control', 'no-store')
  // Nobody reads what would be told, nor ends it.
  if (c.req.method === 'HEAD') return c.body(null)
  // A browser that asks again by itself says the last id in a header; a page that was hidden, in the address that it opens.
  const known = knownOf(c.req.header('last-event-id') ?? c.req.query('last'))
  return streamSSE(c, async (stream) => {
    const controller = new AbortController()
    stream.onAbort(() => controller.abort())
    const beat = setInterval(() => void stream.writeSSE({ event: 'beat', data: '1' }), heartbeat)
    try {
      let place = await goOn(stream, followed, known)
      while (!controller.signal.aborted) {
        await follow(stream, followed, { ...place, signal: controller.signal })
        place = await tellRows(stream, followed.index)
      }
    } catch (error) {
      if (!controller.signal.aborted)
        await stream.writeSSE({ event: 'failed', data: (error as Error).message })
    } finally {
      clearInterval(beat)
    }
  })
}

function knownOf(id: string | undefined): Known | undefined {
  const [, edition, number] = /^(\d{1,9}-\d{1,15})\/(\d{1,15})$/.exec(id ?? '') ?? []
  return edition === undefined ? undefined : { edition, number: Number(number) }
}

/** From where a page has it, unless that was taken back. */
async function goOn(
  stream: SSEStreamingApi,
  { store, index }: Followed,
  known: Known | undefined,
): Promise<Known> {
  return known && known.edition === (await editionOf(store, index.id)) ? known : tellRows(stream, index)
}

/** All that was told until now, as rows. */
async function tellRows(stream: SSEStreamingApi, index: RunIndex): Promise<Known> {
  let told: object | undefined
  for await (const { fold, edition, rows, isAll } of index.rows()) {
    if (told !== fold) await stream.writeSSE({ event: 'begin', data: edition, retry })
    told = fold
    for (let from = 0; from < rows.length; from += page)
      await stream.writeSSE({ event: 'rows', data: JSON.stringify(rows.slice(from, from + page)) })
    if (!isAll) continue
    const { last, start = null, end = null } = fold
    const following: Following = { last, start, end }
    const id = `${edition}/${last}`
    await stream.writeSSE({ event: 'following', id, data: JSON.stringify(following) })
    return { edition, number: last }
  }
  throw new Error('The run was not read to its end')
}

/** Tells each event as it comes; returns when what was told is no longer so. */
async function follow(
  stream: SSEStreamingApi,
  { store, index: { id } }: Followed,
  { edition, number: after, signal }: Known & { readonly signal: AbortSignal },
): Promise<void> {
  for await (const stored of store.read(id, { after, follow: true, signal })) {
    if (mayTakeBack(stored.event.type) && (await editionOf(store, id)) !== edition) return
    await stream.writeSSE({ id: `${edition}/${stored.number}`, data: JSON.stringify(lightEvent(stored)) })
  }
}

/** A resumed run takes back what it did not tell again when a step begins or ends. */
function mayTakeBack(type: string): boolean {
  return (
    type === 'step-start' ||
    type === 'step-end' ||
    type === 'run-end' ||
    type === 'warning' ||
    type === 'finding'
  )
}

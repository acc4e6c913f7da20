import type { StoreReader } from '@textgrad/runs'
import type { Context } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'

import { lightEvent } from '../model/light-event.ts'
import { editionOf } from './run-index.ts'

/** Milliseconds between signs of life, by which a browser learns that the server is gone. */
const heartbeat = 15_000

/** Milliseconds after which a browser asks again. */
const retry = 500

export interface Following {
  readonly store: StoreReader
  readonly id: string
  /** The number of the last event that the page has. */
  readonly after: number
  /** Which telling of the run it has. */
  readonly edition: string
}

/**
 * The events of a run as they come, as server-sent events: the id of each is its number, so that a browser that was cut off
 * asks for those after it. 'reset' where the run took back what it had told.
 */
export function live(c: Context, following: Following): Response {
  c.header('Cache-Control', 'no-store')
  return streamSSE(c, async (stream) => {
    const controller = new AbortController()
    stream.onAbort(() => controller.abort())
    const beat = setInterval(() => void stream.write(': \n\n'), heartbeat)
    try {
      await follow(stream, following, controller.signal)
    } catch (error) {
      if (!controller.signal.aborted)
        await stream.writeSSE({ event: 'failed', data: (error as Error).message })
    } finally {
      clearInterval(beat)
    }
  })
}

async function follow(stream: SSEStreamingApi, following: Following, signal: AbortSignal): Promise<void> {
  const { store, id, after, edition } = following
  const reset = (): Promise<void> => stream.writeSSE({ event: 'reset', data: id })
  if ((await editionOf(store, id)) !== edition) return reset()
  await stream.writeSSE({ event: 'following', data: edition, retry })
  for await (const stored of store.read(id, { after, follow: true, signal })) {
    if (mayTakeBack(stored.event.type) && (await editionOf(store, id)) !== edition) return reset()
    await stream.writeSSE({ id: String(stored.number), data: JSON.stringify(lightEvent(stored)) })
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

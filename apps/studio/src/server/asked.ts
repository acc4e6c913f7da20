import type { StoredEvent } from '@textgrad/core'
import type { StoreReader } from '@textgrad/runs'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

import type { StepRow } from '../model/step-row.ts'
import type { RunIndex } from './run-index.ts'

/** Runs that can be read, whatever keeps them. */
export type RunReader = Pick<StoreReader, 'runs' | 'info' | 'read' | 'gone'>

/** The run that a request names, which is one that there is. */
export async function runOf(c: Context, store: RunReader): Promise<string> {
  const id = c.req.param('id') ?? ''
  if ((await store.runs()).includes(id)) return id
  throw new HTTPException(404, { message: 'There is no such run' })
}

export function whole(c: Context, name: string, otherwise: number): number {
  const given = c.req.query(name)
  if (given === undefined) return otherwise
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new HTTPException(400, { message: `${name} has to be a whole number` })
}

export function atMost(c: Context, most: number): number {
  return Math.min(Math.max(1, whole(c, 'limit', most)), most)
}

/** The step that a request names, which is one that there is. */
export async function stepOf(
  c: Context,
  index: RunIndex,
): Promise<{ readonly row: StepRow; readonly parameters: readonly string[] }> {
  const { rows, start } = await index.upToDate()
  const row = rows.find(({ number }) => number === Number(c.req.param('step')))
  if (row) return { row, parameters: start?.parameters ?? [] }
  throw new HTTPException(404, { message: 'There is no such step' })
}

/** At most so many events after a number. */
export async function some(
  store: RunReader,
  id: string,
  after: number,
  most: number,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const stored of store.read(id, { after })) if (events.push(stored) >= most) break
  return events
}

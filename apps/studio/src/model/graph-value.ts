import type { StoredEvent } from '@textgrad/core'

import { cut, limits } from './cut.ts'
import { callOf, gradientOf } from './wire-event.ts'
import type { GraphValue } from './wire.ts'

/** How much of what was said and asked of one value is sent. */
const most = 100

/** One value of a graph: what it is, what was said of it, and which calls made it, passed feedback through it, or changed it. */
export function graphValue(events: readonly StoredEvent[], id: string): GraphValue | undefined {
  const made = events.find(({ event }) => event.type === 'forward' && event.variable === id)
  const isUsed = events.some(({ event }) => event.type === 'forward' && event.inputs.includes(id))
  if (!made && !isUsed) return undefined
  const gradients = events.flatMap(({ number, event }) =>
    event.type === 'gradient' && event.variable === id ? [gradientOf(number, event)] : [],
  )
  const calls = events.flatMap(({ number, event }) =>
    event.type === 'generate' && isAbout(event.path, id) ? [callOf(number, event)] : [],
  )
  const changed = events.find(({ event }) => event.type === 'update' && event.parameter === id)
  return {
    id,
    role: gradients[0]?.role ?? id.replace(/#\w+$/, ''),
    ...valueOf(made ?? changed),
    gradients: gradients.slice(0, most),
    calls: calls.slice(0, most),
  }
}

/** The value that was made, or the one that a parameter had before it was changed. */
function valueOf(told: StoredEvent | undefined): Partial<GraphValue> {
  if (told?.event.type === 'forward') {
    const { role, op, value } = told.event
    return { role, op, number: told.number, value: cut(value, ['value'], limits.detail) }
  }
  if (told?.event.type !== 'update') return {}
  return { number: told.number, value: cut(told.event.before, ['before'], limits.detail) }
}

/** Calls stand below what they make, `step-1/backward/` below what they pass feedback through, `step-1/update/` below what they change. */
function isAbout(path: string, id: string): boolean {
  if (path.startsWith(`${id}/`)) return true
  const [, step, of] = /^([^/]+)\/(?:backward|update)\/(.*)$/s.exec(path) ?? []
  return of !== undefined && (of.startsWith(`${id}/`) || `${step}/${of}`.startsWith(`${id}/`))
}

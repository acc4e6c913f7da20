import type { RunEvent, StoredEvent } from '@textgrad/core'
import { firstWords } from '@textgrad/runs/views'

import type { GraphNode, StepGraph } from './wire.ts'

/** From so many values on, those that were made alike are drawn as one. */
const many = 60

/** More than this are not drawn. */
const most = 300

/** How many of those that are drawn as one can be chosen among. */
const members = 200

/** Characters of a role and of a value that a node shows. */
const length = 120

interface Made {
  readonly id: string
  readonly role: string
  /** Missing for what was given. */
  readonly op?: string
  readonly words: string
  readonly isFailed: boolean
  readonly inputs: readonly string[]
}

interface Recorded {
  /** In the order in which they were made: inputs stand before what was made of them. */
  readonly made: Map<string, Made>
  /** Which values feedback came to, from which. */
  readonly said: Map<string, Set<string>>
}

/** A part of what a step computed. */
export interface GraphPart {
  readonly scope?: string | undefined
  /** The last value that is drawn (default: the last that was made). */
  readonly until?: string | undefined
}

/**
 * What a step computed and what was said of it, as it was recorded. A step computes once to be told what to change, and for
 * each candidate that it judges: `scope` says which. Of many nodes some hundreds are drawn at a time, with the parameters.
 */
export function graphOf(
  events: readonly StoredEvent[],
  parameters: readonly string[],
  { scope, until }: GraphPart = {},
): StepGraph {
  const scopes = [
    ...new Set(events.flatMap(({ event }) => (event.type === 'forward' ? scopeOf(event.path) : []))),
  ]
  const chosen = scope !== undefined && scopes.includes(scope) ? scope : (scopes.toSorted()[0] ?? '')
  const recorded = recordedIn(events, chosen)
  const groups = groupsOf(recorded, parameters)
  const { shown, left, later } = partOf([...groups.values()], parameters, until)
  const placeOf = new Map(shown.flatMap((group) => group.map(({ id }) => [id, group[0]!.id])))
  return {
    scopes,
    scope: chosen,
    total: recorded.made.size,
    left,
    later,
    nodes: shown.map((group) => nodeOf(group, recorded, parameters)),
    edges: edgesOf(recorded, placeOf),
  }
}

/** The part of a path that names the evaluation of a candidate; empty for what feedback was passed through. */
function scopeOf(path: string): string {
  const parts = path.split('/')
  const place = parts.findLastIndex((part) => part.startsWith('evaluate-'))
  return parts.slice(0, place + 1).join('/')
}

function recordedIn(events: readonly StoredEvent[], scope: string): Recorded {
  const made = new Map<string, Made>()
  const said = new Map<string, Set<string>>()
  const roles = new Map<string, string>()
  for (const { event } of events) {
    if (event.type !== 'gradient' || scopeOf(event.path) !== scope) continue
    roles.set(event.variable, event.role)
    const from = said.get(event.variable) ?? new Set()
    said.set(event.variable, from.add(event.from))
  }
  for (const { event } of events) {
    if (event.type !== 'forward' || scopeOf(event.path) !== scope) continue
    for (const input of event.inputs) if (!made.has(input)) made.set(input, givenOf(input, roles.get(input)))
    made.set(event.variable, madeOf(event))
  }
  return { made, said }
}

/** Constants are named by their role and what they hold. */
function givenOf(id: string, role = id.replace(/#\w+$/, '')): Made {
  return { id, role: firstWords(role, length), words: '', isFailed: false, inputs: [] }
}

function madeOf({ variable, role, op, value, error, inputs }: Extract<RunEvent, { type: 'forward' }>): Made {
  const words = firstWords(error ?? value, length)
  return { id: variable, role: firstWords(role, length), op, words, isFailed: error !== undefined, inputs }
}

/** Each value alone; where there are many, together with those that were made in the same way from the same kinds. */
function groupsOf({ made }: Recorded, parameters: readonly string[]): Map<string, readonly Made[]> {
  const groups = new Map<string, Made[]>()
  const shapes = new Map<string, number>()
  const shapeOf = new Map<string, number>()
  for (const one of made.values()) {
    const isOwn = made.size < many || parameters.includes(one.id)
    const inputs = [...new Set(one.inputs.map((input) => shapeOf.get(input) ?? -1))].toSorted((a, b) => a - b)
    const key = isOwn ? one.id : JSON.stringify([one.op, one.role, one.isFailed, inputs])
    shapeOf.set(one.id, numberOf(shapes, key))
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}

/** The parameters, and as many of the others as there is room for: those that were made last, until one of them. */
function partOf(
  groups: readonly (readonly Made[])[],
  parameters: readonly string[],
  until: string | undefined,
): Pick<StepGraph, 'left' | 'later'> & { readonly shown: readonly (readonly Made[])[] } {
  const others = groups.filter(([one]) => !parameters.includes(one!.id))
  const place = others.findIndex((group) => group.some(({ id }) => id === until))
  const end = place === -1 ? others.length : place + 1
  const start = Math.max(0, end - Math.max(1, most - (groups.length - others.length)))
  const isLeftOut = new Set([...others.slice(0, start), ...others.slice(end)])
  return {
    shown: groups.filter((group) => !isLeftOut.has(group)).slice(-most),
    left: start,
    later: others.length - end,
  }
}

function nodeOf(group: readonly Made[], { said }: Recorded, parameters: readonly string[]): GraphNode {
  const [{ id, role, op, words, isFailed }] = group as [Made]
  const given = parameters.includes(id) ? 'parameter' : 'given'
  return {
    id,
    role,
    ...(op !== undefined && { op }),
    words,
    kind: op === undefined ? given : isFailed ? 'failed' : 'made',
    members: group.slice(0, members).map((one) => one.id),
    count: group.length,
    said: group.reduce((sum, one) => sum + (said.get(one.id)?.size ?? 0), 0),
  }
}

function edgesOf({ made, said }: Recorded, placeOf: ReadonlyMap<string, string>): StepGraph['edges'] {
  const edges = new Map<string, { from: string; to: string; isSaid: boolean }>()
  for (const { id, inputs } of made.values()) {
    for (const input of inputs) {
      const [from, to] = [placeOf.get(input), placeOf.get(id)]
      if (from === undefined || to === undefined || from === to) continue
      const key = JSON.stringify([from, to])
      const isSaid = said.get(input)?.has(id) ?? false
      edges.set(key, { from, to, isSaid: isSaid || (edges.get(key)?.isSaid ?? false) })
    }
  }
  return [...edges.values()]
}

function numberOf(shapes: Map<string, number>, key: string): number {
  const known = shapes.get(key) ?? shapes.size
  shapes.set(key, known)
  return known
}

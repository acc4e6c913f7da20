import type { Artifact, Message, RunEvent, StoredEvent } from '@textgrad/core'
import { isByRules } from '@textgrad/runs/views'

import { cut, limits } from './cut.ts'
import type {
  StepDetail,
  WireArtifact,
  WireCall,
  WireEvaluation,
  WireEvent,
  WireGradient,
  WireMessages,
  WireShown,
} from './wire.ts'

type Told<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>
type Lists = { -readonly [Key in Exclude<keyof StepDetail, 'left'>]: StepDetail[Key][number][] }

/** Adds what an event tells to what is sent of its step; false where there are so many of its kind already. */
export function addTo(lists: Lists, { number, event }: StoredEvent, limit: number): boolean {
  switch (event.type) {
    case 'gradient':
      return add(lists.gradients, limit, () => gradientOf(number, event))
    case 'update':
      return add(lists.updates, limit, () => updateOf(number, event))
    case 'artifact':
      return add(lists.artifacts, limit, () => artifactOf(number, event))
    case 'generate':
      return add(lists.calls, limit, () => callOf(number, event))
    case 'warning':
      return add(lists.remarks, limit, () => remarkOf(number, event.type, event.message))
    case 'finding':
    case 'note':
      return add(lists.remarks, limit, () => remarkOf(number, event.type, event.text))
    default:
      return true
  }
}

function add<T>(list: T[], limit: number, make: () => T): boolean {
  if (list.length >= limit) return false
  list.push(make())
  return true
}

function remarkOf(number: number, kind: Lists['remarks'][number]['kind'], text: string) {
  return { number, kind, text: cut(text, [kind === 'warning' ? 'message' : 'text'], limits.overview) }
}

export const emptyLists = (): Lists => ({ gradients: [], updates: [], artifacts: [], calls: [], remarks: [] })

export function artifactOf(
  number: number,
  { id, artifact }: Pick<Told<'artifact'>, 'id' | 'artifact'>,
): WireArtifact {
  const { kind, name, title = name } = artifact
  const isWithin = kind === 'structure' && artifact.around !== undefined
  return { number, id, kind, name, title, ...(isWithin && { around: artifact.around }) }
}

export function gradientOf(
  number: number,
  { variable, role, from, kind, text }: Told<'gradient'>,
): WireGradient {
  return { number, variable, role, from, kind, text: cut(text, ['text'], limits.overview) }
}

function updateOf(
  number: number,
  { parameter, role, outcome, detail }: Told<'update'>,
): Lists['updates'][number] {
  return {
    number,
    parameter,
    role,
    outcome,
    ...(detail !== undefined && { detail: cut(detail, ['detail'], limits.overview) }),
  }
}

export function callOf(number: number, event: Told<'generate'>): WireCall {
  const { purpose, engine, finish, usage, at } = event
  return {
    number,
    purpose,
    engine: event.model === undefined || engine.includes(event.model) ? engine : `${engine} (${event.model})`,
    byRules: isByRules(event),
    finish,
    inputTokens: usage.inputTokens ?? null,
    outputTokens: usage.outputTokens ?? null,
    dollars: usage.dollars ?? null,
    cached: usage.saved !== undefined,
    at,
  }
}

/** An event that is asked for by its number. */
export function wireEvent(event: RunEvent): WireEvent {
  if (event.type === 'evaluation') return evaluationOf(event)
  if (event.type === 'generate') return messagesOf(event)
  if (event.type !== 'artifact') return { type: 'other', of: event.type }
  return { type: 'artifact', artifact: shownOf(event.artifact) }
}

function shownOf(artifact: Artifact): WireShown['artifact'] {
  const { kind, name } = artifact
  if (kind === 'svg') return { kind, name }
  if (kind === 'text') return { kind, name, text: cut(artifact.text, ['artifact', 'text'], limits.detail) }
  return artifact
}

function evaluationOf({ candidate, evaluation }: Told<'evaluation'>): WireEvaluation {
  const { metrics, feedback, error } = evaluation
  const values = Object.entries(candidate).map(([name, value]) => [
    name,
    cut(value, ['candidate', name], limits.detail),
  ])
  return {
    type: 'evaluation',
    candidate: Object.fromEntries(values) as WireEvaluation['candidate'],
    metrics,
    feedback: feedback.map(({ kind, text }, place) => ({
      kind,
      text: cut(text, ['evaluation', 'feedback', place, 'text'], limits.overview),
    })),
    ...(error !== undefined && { error: cut(error, ['evaluation', 'error'], limits.overview) }),
  }
}

function messagesOf({ messages, text }: Told<'generate'>): WireMessages {
  return {
    type: 'generate',
    messages: messages.flatMap(({ role, content }, place) =>
      textsOf(content, ['messages', place, 'content']).map((shown) => ({ role, text: shown })),
    ),
    reply: cut(text, ['text'], limits.detail),
  }
}

/** Pictures that a model was shown are named, never loaded. */
function textsOf(content: Message['content'], at: readonly (string | number)[]) {
  if (typeof content === 'string') return [cut(content, at, limits.detail)]
  return content.map((part, place) => {
    if (part.type === 'text') return cut(part.text, [...at, place, 'text'], limits.detail)
    return 'url' in part ? `[picture: ${part.url.slice(0, 200)}]` : `[picture: ${part.mediaType}]`
  })
}

import type { Artifact } from '../artifact.ts'
import type { Json } from '../json.ts'
import type { Message, Purpose, Usage } from '../llm/engine.ts'
import type { Spend } from './budget.ts'
import type { Candidate, Evaluation, Metric } from './problem.ts'

/** The best candidate as programs read it: the value alone where there is one parameter. */
export interface Best {
  readonly value: string | Candidate
  readonly score: number
  readonly metrics: Readonly<Record<string, number>>
}

export type RunStatus = 'done' | 'target' | 'patience' | 'budget' | 'aborted' | 'failed'

/** What a run was asked to do, in names and data: no closures, no keys. */
export interface RunDescription {
  readonly task: string
  readonly config: Json
  readonly engine: string
  readonly version: string
}

/** What happens in a run, without the place where it happens. */
export type EventBody =
  | {
      readonly type: 'run-start'
      readonly run: RunDescription
      readonly seed: number
      readonly strategy: string
      readonly metrics: readonly Metric[]
      readonly start: Candidate
    }
  | { readonly type: 'step-start'; readonly parents: readonly string[] }
  | {
      readonly type: 'forward'
      readonly variable: string
      readonly op: string
      readonly role: string
      readonly inputs: readonly string[]
      readonly value: string
      readonly error?: string
    }
  | {
      readonly type: 'gradient'
      readonly variable: string
      readonly role: string
      readonly from: string
      readonly kind: 'feedback' | 'satisfied'
      readonly text: string
      readonly data?: Json
    }
  | {
      readonly type: 'update'
      readonly parameter: string
      readonly role: string
      readonly before: string
      readonly after: string
      readonly outcome: UpdateOutcome
      /** Why an update is unusable, or how the kept one came to be. */
      readonly detail?: string
    }
  | {
      readonly type: 'evaluation'
      readonly id: string
      readonly candidate: Candidate
      readonly evaluation: Omit<Evaluation, 'artifacts'>
      readonly parents: readonly string[]
      readonly by: string
      readonly memory?: Readonly<Record<string, string>>
    }
  | { readonly type: 'revert'; readonly id: string; readonly to: string; readonly reason: string }
  | {
      readonly type: 'generate'
      readonly purpose: Purpose
      readonly engine: string
      readonly messages: readonly Message[]
      readonly text: string
      readonly finish: 'stop' | 'length' | 'refused'
      readonly usage: Usage
      readonly model?: string
    }
  | { readonly type: 'metric'; readonly name: string; readonly value: number; readonly unit?: string }
  | { readonly type: 'artifact'; readonly id: string; readonly artifact: Artifact }
  | { readonly type: 'warning'; readonly message: string; readonly cause?: string; readonly stack?: string }
  | { readonly type: 'note'; readonly text: string }
  | {
      /** What code found wrong in how the run goes. */
      readonly type: 'finding'
      readonly finding: FindingKind
      readonly text: string
      /** Of a citation `{ citations: [{ kind, text }] }`, of an oscillation `{ parameter, value }`. */
      readonly data?: Json
    }
  | {
      readonly type: 'step-end'
      readonly accepted: readonly string[]
      readonly best: Best
      readonly spent: Spend
    }
  | {
      readonly type: 'run-end'
      readonly status: RunStatus
      readonly best?: Best
      readonly steps: number
      readonly spent: Spend
      readonly reason?: string
    }

/**
 * 'citation': a model's feedback cites what nobody told it; 'oscillation': an update goes back to an earlier value;
 * 'no progress': steps in a row found nothing better, or changed nothing.
 */
export type FindingKind = 'citation' | 'oscillation' | 'no progress'

/** 'skipped': no feedback asked for a change; 'unusable': no reply could be read, the value stays. */
export type UpdateOutcome = 'changed' | 'unchanged' | 'skipped' | 'unusable'

export interface EventPlace {
  readonly step: number
  readonly path: string
  /** When it was emitted, milliseconds since 1970; not part of the canonical log. */
  readonly at: number
}

/** A run is the list of its events. */
export type RunEvent = EventPlace & EventBody

const opening: ReadonlySet<string> = new Set(['run-start', 'step-start'])
const closing = ['step-end', 'run-end']

function withoutTime(event: RunEvent): string {
  return JSON.stringify({ ...event, at: undefined })
}

function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function phase(event: RunEvent): number {
  return opening.has(event.type) ? 0 : closing.indexOf(event.type) + 2 || 1
}

/**
 * The events in the order (step, path, type), where what opens a step stands first and what closes it last:
 * the same for the same run, whichever of its concurrent calls came back first.
 */
export function inCanonicalOrder(events: readonly RunEvent[]): RunEvent[] {
  const keyed = events.map((event) => ({ event, phase: phase(event), text: withoutTime(event) }))
  keyed.sort(
    (a, b) =>
      a.event.step - b.event.step ||
      a.phase - b.phase ||
      byText(a.event.path, b.event.path) ||
      byText(a.event.type, b.event.type) ||
      byText(a.text, b.text),
  )
  return keyed.map(({ event }) => event)
}

/** The canonical log: a JSON line per event, without times. Equal logs are equal runs. */
export function canonicalLog(events: readonly RunEvent[]): string {
  return inCanonicalOrder(events)
    .map((event) => `${withoutTime(event)}\n`)
    .join('')
}

import type { Metric, Purpose, RunEvent, RunStatus, Spend, StoredEvent } from '@textgrad/core'
import { firstWords, isByRules } from '@textgrad/runs/views'

/** What an overview has to know of an event: short, whatever the values are. */
export type LightEvent = {
  /** Its number in the run; later events have higher ones. */
  readonly number: number
  readonly step: number
  /** Milliseconds since 1970. */
  readonly at: number
} & LightBody

type LightBody =
  | {
      readonly type: 'run-start'
      readonly task: string
      readonly engine: string
      readonly strategy: string
      readonly seed: number
      readonly metrics: readonly Metric[]
      readonly parameters: readonly string[]
    }
  | {
      readonly type: 'evaluation'
      readonly id: string
      readonly parent?: string
      /** Missing where it has none or could not be evaluated. */
      readonly score: number | null
      readonly feasible: boolean
      readonly failed: boolean
      readonly by: string
      /** The first words of the candidate. */
      readonly words: string
    }
  | { readonly type: 'revert'; readonly id: string; readonly reason: string }
  | {
      readonly type: 'generate'
      readonly purpose: Purpose
      readonly byRules: boolean
      readonly inputTokens: number | null
      readonly outputTokens: number | null
      readonly dollars: number | null
    }
  | {
      readonly type: 'step-end'
      readonly accepted: readonly string[]
      readonly best: number | null
      readonly spent: Spend
    }
  | { readonly type: 'run-end'; readonly status: RunStatus; readonly reason?: string }
  | { readonly type: 'warning' | 'finding' | 'note'; readonly words: string }
  | {
      readonly type: Exclude<
        RunEvent['type'],
        | 'run-start'
        | 'evaluation'
        | 'revert'
        | 'generate'
        | 'step-end'
        | 'run-end'
        | 'warning'
        | 'finding'
        | 'note'
      >
    }

/** How many characters of a text an overview shows. */
const length = 200

/** And of why the run ended, which is told once. */
const lengthOfReason = 4000

/** The short form of an event. */
export function lightEvent({ number, event }: StoredEvent): LightEvent {
  const { step, at } = event
  return { number, step, at, ...bodyOf(event) }
}

function bodyOf(event: RunEvent): LightBody {
  switch (event.type) {
    case 'run-start':
      return startOf(event)
    case 'evaluation':
      return evaluationOf(event)
    case 'revert':
      return { type: 'revert', id: event.id, reason: firstWords(event.reason, length) }
    case 'generate':
      return generateOf(event)
    case 'step-end': {
      const { accepted, best, spent } = event
      return { type: 'step-end', accepted, best: finite(best.score), spent }
    }
    case 'run-end': {
      const { status, reason } = event
      return {
        type: 'run-end',
        status,
        ...(reason !== undefined && { reason: firstWords(reason, lengthOfReason) }),
      }
    }
    case 'warning':
      return { type: 'warning', words: firstWords(event.message, length) }
    case 'finding':
      return { type: 'finding', words: firstWords(event.text, length) }
    case 'note':
      return { type: 'note', words: firstWords(event.text, length) }
    default:
      return { type: event.type }
  }
}

type Told<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>

function startOf({ run, strategy, seed, metrics, start }: Told<'run-start'>): LightBody {
  const { task, engine } = run
  return { type: 'run-start', task, engine, strategy, seed, metrics, parameters: Object.keys(start) }
}

function evaluationOf({ id, parents, evaluation, candidate, by }: Told<'evaluation'>): LightBody {
  const { score, feasible, error } = evaluation
  const [parent] = parents
  return {
    type: 'evaluation',
    id,
    ...(parent !== undefined && { parent }),
    score: error === undefined ? finite(score) : null,
    feasible,
    failed: error !== undefined,
    by: firstWords(by, length),
    words: firstWords(
      Object.values(candidate)
        .map((value) => value.slice(0, length))
        .join(' · '),
    ),
  }
}

function generateOf(event: Told<'generate'>): LightBody {
  const { inputTokens, outputTokens, dollars } = event.usage
  return {
    type: 'generate',
    purpose: event.purpose,
    byRules: isByRules(event),
    inputTokens: inputTokens ?? null,
    outputTokens: outputTokens ?? null,
    dollars: dollars ?? null,
  }
}

/** JSON has no other numbers. */
function finite(score: number | null): number | null {
  return Number.isFinite(score) ? score : null
}

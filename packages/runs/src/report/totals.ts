import type { Purpose, RunEvent } from '@textgrad/core'

import type { Told } from './model.ts'

/** What a run used, as far as its events know. */
export interface Totals {
  /** Calls of language models; calls of rules are counted apart. */
  readonly calls: Readonly<Partial<Record<Purpose, number>>>
  readonly ruleCalls: number
  readonly tokens: Known & { readonly input: number; readonly output: number }
  readonly dollars: Known & { readonly sum: number }
  readonly evaluations: number
}

interface Known {
  /** How many model calls did not say. */
  readonly unknown: number
}

/** The purposes in the order in which a step comes to them. */
export const purposes: readonly Purpose[] = ['forward', 'evaluate', 'backward', 'reduce', 'update']

/** The engine that answers a purpose: a routed id reads `openai/a,update=rules/b`. */
export function engineFor(id: string, purpose: Purpose): string {
  const parts = id.split(',')
  const own = parts.find((part) => part.startsWith(`${purpose}=`))
  return own ? own.slice(purpose.length + 1) : (parts.find((part) => !part.includes('=')) ?? id)
}

/** Whether a call was answered by rules: those have no tokens and no price. */
export function isByRules({ engine, purpose }: Told<'generate'>): boolean {
  return engineFor(engine, purpose).startsWith('rules/')
}

/** Adds up what the calls of a run used. */
export function totalsOf(events: readonly RunEvent[]): Totals {
  const generated = events.filter((event) => event.type === 'generate')
  const models = generated.filter((call) => !isByRules(call))
  const usages = models.map(({ usage }) => usage)
  const calls: Partial<Record<Purpose, number>> = {}
  for (const { purpose } of models) calls[purpose] = (calls[purpose] ?? 0) + 1
  return {
    calls,
    ruleCalls: generated.length - models.length,
    tokens: {
      input: total(usages.map(({ inputTokens }) => inputTokens)),
      output: total(usages.map(({ outputTokens }) => outputTokens)),
      unknown: usages.filter(
        ({ inputTokens, outputTokens }) => inputTokens === undefined || outputTokens === undefined,
      ).length,
    },
    dollars: {
      sum: total(usages.map(({ dollars }) => dollars)),
      unknown: usages.filter(({ dollars }) => dollars === undefined).length,
    },
    evaluations: evaluationsOf(events, generated),
  }
}

/** The budget's count where one was told: it knows of what ops evaluated; the events may be ahead of it. */
function evaluationsOf(events: readonly RunEvent[], generated: readonly Told<'generate'>[]): number {
  const spent = events.map((event) =>
    event.type === 'step-end' || event.type === 'run-end' ? event.spent.evaluations : 0,
  )
  const scored = new Set(events.filter(({ type }) => type === 'evaluation').map(({ path }) => path)).size
  const counted = scored + total(generated.map(({ usage }) => usage.evaluations))
  return spent.reduce((most, one) => Math.max(most, one), counted)
}

function total(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0)
}

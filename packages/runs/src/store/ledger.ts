import { budget, type Budget, type Limits, type Spend } from '@textgrad/core'

import type { Intent } from './intents.ts'
import type { Total } from './totals.ts'

/** What a run has paid, as far as anybody can know. */
export interface Ledger {
  /** Of what was answered, and of what may have been paid the most that it can have been: never less than was paid. */
  readonly spent: Spend
  /** The part of it that may have been paid: what was under way when a process ended, and what failed after it was sent. */
  readonly maybe: Spend
}

const kinds = ['calls', 'tokens', 'dollars', 'evaluations'] as const
export const nothing: Spend = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }

/** What a run has paid, from its totals and its attempts that are under way. */
export function ledgerOf({ settled, lost }: Total, open: readonly Intent[]): Ledger {
  const maybe = addUp([lost, worstOf(open)])
  return { spent: addUp([settled, maybe]), maybe }
}

/** A budget in which what may have been paid is set aside, so that a resumed run keeps to its limits. */
export function budgetBeside(limits: Limits, intents: readonly Intent[]): Budget {
  const made = budget(limits)
  const lost = Map.groupBy(intents.filter(mayBePaid), ({ purpose }) => purpose || 'forward')
  let left: Partial<Spend> = limits
  for (const [purpose, some] of lost) {
    const spend = worstOf(some)
    const own = limits.purposes?.[purpose]
    const held = atMost(spend, own === undefined ? [left] : [left, own])
    made.reserve(held, purpose)
    left = less(left, held)
  }
  return made
}

/** The most that attempts can have taken of which nobody knows whether they were paid. */
export function worstOf(intents: readonly Intent[]): Spend {
  return addUp(intents.filter(mayBePaid).map(({ reserved }) => reserved))
}

function mayBePaid({ state, reserved }: Intent): boolean {
  return (state === 'open' || state === 'lost') && kinds.some((kind) => (reserved[kind] ?? 0) > 0)
}

export function addUp(spends: readonly Partial<Spend>[]): Spend {
  const sum = (kind: keyof Spend): number => spends.reduce((all, spend) => all + (spend[kind] ?? 0), 0)
  return spends.length === 0
    ? nothing
    : { calls: sum('calls'), tokens: sum('tokens'), dollars: sum('dollars'), evaluations: sum('evaluations') }
}

/** A budget takes no more than its limits; when they are reached, it refuses whatever comes. */
function atMost(spend: Spend, limits: readonly Partial<Spend>[]): Partial<Spend> {
  const least = (kind: keyof Spend): number =>
    Math.min(spend[kind], ...limits.map((limit) => limit[kind] ?? Number.POSITIVE_INFINITY))
  return Object.fromEntries(kinds.map((kind) => [kind, least(kind)]))
}

function less(limits: Partial<Spend>, spend: Partial<Spend>): Partial<Spend> {
  return Object.fromEntries(
    kinds.flatMap((kind) => (limits[kind] === undefined ? [] : [[kind, limits[kind] - (spend[kind] ?? 0)]])),
  )
}

/** A spend in words, for people: '3 calls, 36 evaluations'. */
export function inWords(spend: Partial<Spend>): string {
  const words = kinds.flatMap((kind) => {
    const amount = spend[kind] ?? 0
    if (amount === 0) return []
    if (kind === 'dollars') return [`$${amount}`]
    return [`${amount} ${amount === 1 ? kind.slice(0, -1) : kind}`]
  })
  return words.length === 0 ? 'nothing' : words.join(', ')
}

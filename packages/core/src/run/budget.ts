import { BudgetExceeded } from '../errors.ts'
import type { Purpose } from '../llm/engine.ts'

/** What is paid with; an evaluation is a docking, a solve, a test run, a scored candidate. */
export interface Spend {
  readonly calls: number
  readonly tokens: number
  readonly dollars: number
  readonly evaluations: number
}

/** What a spend is for: a model call by its purpose, or the scoring of a candidate. */
export type SpendPurpose = Purpose | 'score'

export interface Budget {
  /** Sets `spend` aside before it is made; throws BudgetExceeded if that would pass a limit. */
  reserve(spend: Partial<Spend>, purpose: SpendPurpose): Reservation
  /** What was settled, by purpose. */
  spent(): Readonly<Partial<Record<SpendPurpose, Spend>>>
  total(): Spend
}

export interface Reservation {
  /** Replaces what was set aside by what it really took. */
  settle(actual: Partial<Spend>): void
  /** Gives it back: only for what was surely not paid. */
  release(): void
}

const nothing: Spend = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }
const kinds = ['calls', 'tokens', 'dollars', 'evaluations'] as const

/** Adds two spends. */
function addSpend(a: Spend, b: Partial<Spend>): Spend {
  return {
    calls: a.calls + (b.calls ?? 0),
    tokens: a.tokens + (b.tokens ?? 0),
    dollars: a.dollars + (b.dollars ?? 0),
    evaluations: a.evaluations + (b.evaluations ?? 0),
  }
}

/**
 * A budget in memory. A kind without a limit is only counted. A limit in dollars refuses to go on with an engine that
 * tells no price: it would never be reached.
 * @throws RangeError if a limit is not a number from 0 up.
 */
export function budget(limits: Partial<Spend> = {}): Budget {
  for (const kind of kinds) {
    const limit = limits[kind]
    if (limit !== undefined && !(limit >= 0)) {
      throw new RangeError(`Expected the budget's ${kind} to be a number from 0 up, got ${limit}`)
    }
  }
  const spent: Partial<Record<SpendPurpose, Spend>> = {}
  let total = nothing
  let reserved = nothing
  const minus = (spend: Partial<Spend>): Partial<Spend> =>
    Object.fromEntries(kinds.map((kind) => [kind, -(spend[kind] ?? 0)]))
  return {
    spent: () => spent,
    total: () => total,
    reserve(spend, purpose) {
      const before = addSpend(total, reserved)
      for (const kind of kinds) {
        const limit = limits[kind] ?? Number.POSITIVE_INFINITY
        const asked = spend[kind] ?? 0
        // Nobody knows before a call how many tokens and dollars it takes; it needs at least something left.
        const openEnded = (kind === 'tokens' || kind === 'dollars') && asked === 0 && (spend.calls ?? 0) > 0
        if ((asked > 0 && before[kind] + asked > limit) || (openEnded && before[kind] >= limit)) {
          throw new BudgetExceeded(`The budget of ${limit} ${kind} is spent: ${total[kind]} used`)
        }
      }
      reserved = addSpend(reserved, spend)
      let open = true
      const close = () => {
        if (!open) throw new TypeError('A reservation can be settled or released once')
        open = false
        reserved = addSpend(reserved, minus(spend))
      }
      return {
        settle(actual) {
          close()
          total = addSpend(total, actual)
          spent[purpose] = addSpend(spent[purpose] ?? nothing, actual)
          if (limits.dollars !== undefined && (actual.calls ?? 0) > 0 && actual.dollars === undefined) {
            throw new BudgetExceeded('The budget in dollars can not be kept: the engine tells no price')
          }
        },
        release: close,
      }
    },
  }
}

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

/** At most so much in all, and at most so much for one purpose. A kind without a limit is only counted. */
export interface Limits extends Partial<Spend> {
  readonly purposes?: Readonly<Partial<Record<SpendPurpose, Partial<Spend>>>>
  /** Goes on where there is a limit in dollars and an engine tells no price: what that took is not in the limit. */
  readonly allowUnknownPrice?: boolean
}

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
const purposes = Object.keys({
  forward: true,
  evaluate: true,
  backward: true,
  reduce: true,
  update: true,
  score: true,
} satisfies Record<SpendPurpose, true>) as SpendPurpose[]

/** Adds two spends. */
function addSpend(a: Spend, b: Partial<Spend>): Spend {
  return {
    calls: a.calls + (b.calls ?? 0),
    tokens: a.tokens + (b.tokens ?? 0),
    dollars: a.dollars + (b.dollars ?? 0),
    evaluations: a.evaluations + (b.evaluations ?? 0),
  }
}

/** What was settled and what is set aside, of everything or of one purpose, and the limits that both must keep. */
interface Account {
  readonly limits: Partial<Spend>
  /** Names the purpose in messages: ' for backward'; '' for everything. */
  readonly whose: string
  settled: Spend
  reserved: Spend
}

function account(limits: Partial<Spend>, whose = ''): Account {
  return { limits, whose, settled: nothing, reserved: nothing }
}

/**
 * A budget in memory. A kind without a limit is only counted. A limit in dollars refuses to go on with an engine that
 * tells no price, unless that is allowed: it would never be reached. What counts for a purpose counts for the limits of
 * everything too.
 * @throws RangeError if a limit is not a number from 0 up; TypeError for a kind or a purpose that is not known.
 */
export function budget({
  purposes: byPurpose = {},
  allowUnknownPrice = false,
  ...limits
}: Limits = {}): Budget {
  checkNames('purpose', Object.keys(byPurpose), purposes)
  checkLimits(limits, '')
  for (const purpose of purposes) checkLimits(byPurpose[purpose] ?? {}, ` for ${purpose}`)
  const all = account(limits)
  const accounts = new Map<SpendPurpose, Account>()
  const spent: Partial<Record<SpendPurpose, Spend>> = {}
  const accountOf = (purpose: SpendPurpose): Account => {
    const known = accounts.get(purpose) ?? account(byPurpose[purpose] ?? {}, ` for ${purpose}`)
    accounts.set(purpose, known)
    return known
  }
  return {
    spent: () => spent,
    total: () => all.settled,
    reserve(spend, purpose) {
      const concerned = [all, accountOf(purpose)]
      for (const one of concerned) refuseBeyond(one, spend)
      for (const one of concerned) one.reserved = addSpend(one.reserved, spend)
      let open = true
      const close = () => {
        if (!open) throw new TypeError('A reservation can be settled or released once')
        open = false
        for (const one of concerned) one.reserved = addSpend(one.reserved, minus(spend))
      }
      return {
        settle(actual) {
          close()
          for (const one of concerned) one.settled = addSpend(one.settled, actual)
          spent[purpose] = accountOf(purpose).settled
          for (const one of allowUnknownPrice ? [] : concerned) refuseWithoutPrice(one, actual)
        },
        release: close,
      }
    },
  }
}

function minus(spend: Partial<Spend>): Partial<Spend> {
  return Object.fromEntries(kinds.map((kind) => [kind, -(spend[kind] ?? 0)]))
}

function refuseBeyond(account: Account, spend: Partial<Spend>): void {
  const { limits, settled, reserved } = account
  const before = addSpend(settled, reserved)
  for (const kind of kinds) {
    const limit = limits[kind] ?? Number.POSITIVE_INFINITY
    const asked = spend[kind] ?? 0
    // Nobody knows before a call how many tokens and dollars it takes; it needs at least something left.
    const openEnded = (kind === 'tokens' || kind === 'dollars') && asked === 0 && (spend.calls ?? 0) > 0
    if ((asked > 0 && before[kind] + asked > limit) || (openEnded && before[kind] >= limit)) {
      throw new BudgetExceeded(spentWords(account, kind, asked))
    }
  }
}

function spentWords({ limits, whose, settled, reserved }: Account, kind: keyof Spend, asked: number): string {
  const limit = limits[kind]!
  const others = reserved[kind] > 0 ? `, ${reserved[kind]} set aside for what is under way` : ''
  // Where something is left, it is too little.
  const next = settled[kind] + reserved[kind] < limit ? `, and what is next may take ${asked}` : ''
  return `The budget of ${limit} ${kind}${whose} is spent: ${settled[kind]} used${others}${next}`
}

function refuseWithoutPrice({ limits, whose }: Account, actual: Partial<Spend>): void {
  if (limits.dollars !== undefined && (actual.calls ?? 0) > 0 && actual.dollars === undefined) {
    throw new BudgetExceeded(`The budget in dollars${whose} can not be kept: the engine tells no price`)
  }
}

function checkLimits(limits: Partial<Spend>, whose: string): void {
  checkNames(`limit${whose}`, Object.keys(limits), kinds)
  for (const kind of kinds) {
    const limit = limits[kind]
    if (limit !== undefined && !(limit >= 0)) {
      throw new RangeError(`Expected the budget's ${kind}${whose} to be a number from 0 up, got ${limit}`)
    }
  }
}

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`Expected a budget's ${what} to be one of ${known.join(', ')}, got '${unknown}'`)
}

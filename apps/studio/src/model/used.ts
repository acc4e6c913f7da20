import type { Purpose } from '@textgrad/core'

/** What the models were asked, by what for. Calls that rules answered are counted apart: they have no tokens and no price. */
export interface Used {
  readonly byPurpose: Readonly<Partial<Record<Purpose, Use>>>
  readonly ruleCalls: number
}

/** What calls used, as far as they said it. */
export interface Use {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly dollars: number
  /** How many of the calls did not say their tokens, or their price. */
  readonly unknownTokens: number
  readonly unknownDollars: number
}

export const nothingUsed: Used = { byPurpose: {}, ruleCalls: 0 }

const noUse: Use = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  dollars: 0,
  unknownTokens: 0,
  unknownDollars: 0,
}

/** What a call tells of itself. */
export interface CallUse {
  readonly purpose: Purpose
  readonly byRules: boolean
  /** Null where it did not say. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly dollars: number | null
}

/** Counts one more call. */
export function withCall({ byPurpose, ruleCalls }: Used, call: CallUse): Used {
  const { purpose, byRules, inputTokens, outputTokens, dollars } = call
  if (byRules) return { byPurpose, ruleCalls: ruleCalls + 1 }
  const use: Use = {
    calls: 1,
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    dollars: dollars ?? 0,
    unknownTokens: Number(inputTokens === null || outputTokens === null),
    unknownDollars: Number(dollars === null),
  }
  return { byPurpose: { ...byPurpose, [purpose]: added([byPurpose[purpose] ?? noUse, use]) }, ruleCalls }
}

/** What several steps used. */
export function usedInAll(all: readonly Used[]): Used {
  const uses = new Map<Purpose, Use[]>()
  for (const { byPurpose } of all)
    for (const [purpose, use] of Object.entries(byPurpose) as [Purpose, Use][]) {
      const own = uses.get(purpose)
      if (own) own.push(use)
      else uses.set(purpose, [use])
    }
  return {
    byPurpose: Object.fromEntries([...uses].map(([purpose, own]) => [purpose, added(own)])),
    ruleCalls: all.reduce((sum, { ruleCalls }) => sum + ruleCalls, 0),
  }
}

/** What was used for all purposes together. */
export const useOf = ({ byPurpose }: Used): Use => added(Object.values(byPurpose))

function added(uses: readonly Use[]): Use {
  const sum: { -readonly [Kind in keyof Use]: number } = { ...noUse }
  for (const use of uses) for (const kind of Object.keys(sum) as (keyof Use)[]) sum[kind] += use[kind]
  return sum
}

import type { Purpose } from '@textgrad/core'

/** A candidate in the step that tried it. */
export interface TrialRow {
  readonly id: string
  /** The number of the event that tells its evaluation. */
  readonly number: number
  readonly score: number | null
  readonly feasible: boolean
  readonly failed: boolean
  readonly verdict: 'start' | 'kept' | 'reverted' | 'undecided'
  readonly by: string
  readonly words: string
  readonly parent?: string
  /** Why it was reverted. */
  readonly reason?: string
  /** The earlier step that evaluated it, where it was tried before. */
  readonly triedIn?: number
}

/** What the models were asked in a step. */
export interface Used {
  readonly calls: Readonly<Partial<Record<Purpose, number>>>
  readonly ruleCalls: number
  readonly tokens: number
  readonly dollars: number
  /** How many calls of models did not say their tokens, or their price. */
  readonly unknownTokens: number
  readonly unknownDollars: number
}

/** A step in a list: 0 is the start. */
export interface StepRow {
  readonly number: number
  /** The numbers of its first and its last event so far. */
  readonly from: number
  readonly to: number
  /** Milliseconds since 1970 of these two. */
  readonly began: number
  readonly ended: number
  readonly closed: boolean
  /** The best first. */
  readonly trials: readonly TrialRow[]
  /** The best score of the run when it ended. */
  readonly best: number | null
  readonly used: Used
  readonly warnings: number
}

export type StepState = 'kept' | 'reverted' | 'finished' | 'broken off' | 'in progress'

/** How a step went; `end` is how its run ended, where it has. */
export function stateOf(
  { closed, trials }: StepRow,
  end: { readonly status: string } | undefined,
): StepState {
  if (closed) return trials.some(({ verdict }) => verdict === 'kept') ? 'kept' : 'reverted'
  if (!end) return 'in progress'
  return end.status === 'done' ? 'finished' : 'broken off'
}

/** Evaluated before failed, feasible before not, then the score. */
export function betterFirst(a: TrialRow, b: TrialRow): number {
  return (
    Number(a.failed) - Number(b.failed) ||
    Number(b.feasible) - Number(a.feasible) ||
    (b.score ?? Number.NEGATIVE_INFINITY) - (a.score ?? Number.NEGATIVE_INFINITY) ||
    0
  )
}

export const nothingUsed: Used = {
  calls: {},
  ruleCalls: 0,
  tokens: 0,
  dollars: 0,
  unknownTokens: 0,
  unknownDollars: 0,
}

export function addUsed(a: Used, b: Used): Used {
  const calls = { ...a.calls }
  for (const [purpose, number] of Object.entries(b.calls) as [Purpose, number][])
    calls[purpose] = (calls[purpose] ?? 0) + number
  return {
    calls,
    ruleCalls: a.ruleCalls + b.ruleCalls,
    tokens: a.tokens + b.tokens,
    dollars: a.dollars + b.dollars,
    unknownTokens: a.unknownTokens + b.unknownTokens,
    unknownDollars: a.unknownDollars + b.unknownDollars,
  }
}

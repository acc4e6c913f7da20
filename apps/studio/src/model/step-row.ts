import type { Spend } from '@textgrad/core'

import type { Used } from './used.ts'

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
  /** What the run had spent when it ended, as its budget counts it. */
  readonly spent: Spend | null
  readonly warnings: number
}

export type StepState = 'kept' | 'reverted' | 'finished' | 'broken off' | 'in progress'

/** How a run ended, where it has; one whose process died is interrupted. */
export type Ending = { readonly status: string } | undefined

/** How a step went. */
export function stateOf({ closed, trials }: StepRow, end: Ending): StepState {
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

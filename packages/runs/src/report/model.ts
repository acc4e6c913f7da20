import type {
  Artifact,
  Candidate,
  Evaluation,
  Metric,
  RunDescription,
  RunEvent,
  RunStatus,
} from '@textgrad/core'

import type { Findings } from './findings.ts'
import type { Totals } from './totals.ts'

/** The events of one type. */
export type Told<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>

/** A run as its report tells it. */
export interface RunModel {
  readonly run: RunDescription
  readonly seed: number
  readonly strategy: string
  readonly metrics: readonly Metric[]
  readonly start: Candidate
  /** What was done before the first step: the evaluation of the start. */
  readonly beginning: StepModel
  readonly steps: readonly StepModel[]
  /** The start as evaluated; missing while it is not, or when that failed. */
  readonly baseline?: Trial
  readonly best?: Trial
  /** Missing while the run goes on. */
  readonly end?: { readonly status: RunStatus; readonly reason?: string }
  readonly totals: Totals
  readonly findings: Findings
  /** Milliseconds since 1970 of the first and the last event; missing where events carry no time. */
  readonly time?: { readonly from: number; readonly to: number }
}

/** What a person noted on a step, beside what the run tells. */
export interface PersonsNote {
  /** 0 is the beginning. */
  readonly step: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

export type StepState = 'kept' | 'reverted' | 'finished' | 'broken off' | 'in progress'

export interface StepModel {
  /** From 1; 0 is the beginning. */
  readonly number: number
  readonly state: StepState
  /** What was tried, the best first. */
  readonly trials: readonly Trial[]
  readonly gradients: readonly Told<'gradient'>[]
  readonly updates: readonly Told<'update'>[]
  readonly forwards: readonly Told<'forward'>[]
  /** Model calls by purpose, in the order of a step. */
  readonly calls: readonly Told<'generate'>[]
  readonly measured: readonly Told<'metric'>[]
  readonly remarks: readonly (Told<'warning'> | Told<'finding'> | Told<'note'>)[]
  /** The best score when the step ended. */
  readonly bestScore?: number
}

type Verdict = 'start' | 'kept' | 'reverted' | 'undecided'

/** A candidate in the step that tried it. */
export interface Trial {
  readonly id: string
  readonly step: number
  readonly candidate: Candidate
  readonly by: string
  readonly evaluation: Omit<Evaluation, 'artifacts'>
  readonly artifacts: readonly Artifact[]
  readonly verdict: Verdict
  /** The earlier step whose evaluation this is, where it was tried before. */
  readonly triedIn?: number
  /** Why it was reverted. */
  readonly reason?: string
  /** What it was made from. */
  readonly parent?: Trial
}

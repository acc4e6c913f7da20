import type { Json } from '@textgrad/core'

/** What came of a program: how much of what is wanted it does, and what to say of it. All of it is JSON. */
export interface Outcome {
  readonly passed: boolean
  /** The share of tests that pass, from 0 to 1. */
  readonly share: number
  /** Seconds by the clock that the tests took; of one that failed, all that it was allowed. */
  readonly seconds: number
  readonly tests: readonly TestOutcome[]
  /** In words, for a model. */
  readonly report: string
  readonly data: Json
  /** Lines of the program that led to exceptions, innermost first, from 1. */
  readonly lines: readonly number[]
}

interface TestOutcome {
  readonly id: string
  readonly status: string
  readonly seconds?: number
  /** Of one that failed, in words: what came of it, and what should have. */
  readonly got?: string
  readonly expected?: string
}

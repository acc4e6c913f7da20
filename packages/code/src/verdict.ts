import type { Value } from './codec/value.ts'
import type { Coverage } from './coverage/coverage.ts'
import type { Difference } from './judge/difference.ts'
import type { ProgramException, Stop } from './sandbox/answer.ts'

/**
 * `passed`; `failed`: what it gave is not what was expected; `error`: it raised an exception, or the test code did; or how
 * the program was stopped.
 */
export type Status = 'passed' | 'failed' | 'error' | Stop

/** What came of one test. All of it is JSON. */
export interface Verdict {
  readonly test: string
  readonly status: Status
  /** Which exception, or what an assertion said. */
  readonly got?: Value
  readonly expected?: Value
  readonly difference?: Difference
  readonly exception?: ProgramException
  /** In words, where the status alone does not say it: which limit was passed, what an assertion says. */
  readonly why?: string
  /** The line of the test code at which it failed, from 1. */
  readonly testLine?: number
  /** What the program printed meanwhile, at most 2 KB: nobody vouches for it. */
  readonly stdout?: string
  /** Of a property: how many inputs were tried, the one that failed included. */
  readonly cases?: number
  /** Of a property that does not hold: for what. The other fields tell what came of these inputs. */
  readonly counterexample?: Counterexample
  /** By the clock. */
  readonly seconds: number
}

/** Inputs for which a property does not hold. */
export interface Counterexample {
  /** In the order of the test. */
  readonly inputs: readonly { readonly name: string; readonly value: Value }[]
  /** How often the inputs that failed first were made smaller. */
  readonly shrinks: number
}

/** What came of a program. */
export interface Result {
  readonly passed: boolean
  /** In the order of the tests. */
  readonly verdicts: readonly Verdict[]
  /** Why the program could not even be loaded. */
  readonly loadError?: LoadError
  /** Tests that went otherwise with another seed for hashes; they are not passed. */
  readonly flaky?: readonly string[]
  /** Which lines the tests run, where that was asked and the program lived to tell. */
  readonly coverage?: Coverage
}

export type LoadError =
  | { readonly status: 'error'; readonly exception: ProgramException }
  | { readonly status: Stop; readonly why: string }

/** A result without its times: equal for equal runs. */
export function withoutTimes({ verdicts, ...rest }: Result): unknown {
  return { ...rest, verdicts: verdicts.map(({ seconds: _seconds, ...verdict }) => verdict) }
}

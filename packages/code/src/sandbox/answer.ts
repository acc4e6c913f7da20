import type { Value } from '../codec/value.ts'

/** Everything here is what the program under test says of itself: text that nobody vouches for. */
export interface ProgramException {
  /** A builtin exception: the program's own ones are told as the builtin that they derive from. */
  readonly type: string
  /** At most 2 KB, without control characters. */
  readonly text: string
  /** Where in the program, outermost first; frames of libraries are left out. */
  readonly lines: readonly ProgramLine[]
}

export interface ProgramLine {
  /** From 1. */
  readonly line: number
  /** Undefined at the top level. */
  readonly function?: string
}

/**
 * How a program was stopped or stopped itself: by a limit ('timeout', 'memory', 'output'), by ending without an answer
 * ('exited'), by writing where only answers go ('protocol'), by a crash of its interpreter ('crashed').
 */
export type Stop = 'timeout' | 'memory' | 'output' | 'exited' | 'protocol' | 'crashed'

interface Told {
  /** What it printed meanwhile: at most 2 KB of it; blank after a stop, which would come sooner or later each time. */
  readonly stdout: string
  /** By the clock of the caller. */
  readonly seconds: number
}

/** What came of a request to a program. After a stop the program is gone. */
export type Answer =
  | ({ readonly status: 'returned'; readonly value: Value } & Told)
  | ({ readonly status: 'raised'; readonly exception: ProgramException } & Told)
  | ({ readonly status: Stop; readonly why: string } & Told)

export const hasStopped = (answer: Answer): answer is Extract<Answer, { readonly status: Stop }> =>
  answer.status !== 'returned' && answer.status !== 'raised'

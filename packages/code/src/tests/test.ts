import type { Value } from '../codec/value.ts'

/** How far numbers may be apart, where one of the two is a float: `absolute + relative * |expected|`. */
export interface Tolerance {
  readonly absolute?: number | undefined
  readonly relative?: number | undefined
}

/** A call whose result has to equal a value. */
export interface CallTest {
  readonly kind: 'call'
  readonly id: string
  readonly call: { readonly function: string; readonly args: readonly Value[] }
  readonly expected: Value
  readonly tolerance?: Tolerance | undefined
  /** How it is shown (default: the call and what it should give). */
  readonly text?: string | undefined
}

/** Test code in the program's language, such as assertions. It runs apart from the program, whose functions it can call. */
export interface ScriptTest {
  readonly kind: 'script'
  readonly id: string
  readonly code: string
  /** Trusted code before it, such as helpers of the problem's statement. */
  readonly prelude?: string | undefined
  /** The function under test, which the code may also call `candidate`. */
  readonly entryPoint?: string | undefined
}

/** A whole program that reads standard input and prints. */
export interface StdioTest {
  readonly kind: 'stdio'
  readonly id: string
  readonly stdin: string
  readonly stdout: string
  readonly tolerance?: Tolerance | undefined
}

export type Test = CallTest | ScriptTest | StdioTest

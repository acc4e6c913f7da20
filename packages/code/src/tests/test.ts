import type { Value } from '../codec/value.ts'
import type { InputDescription } from '../properties/input-description.ts'

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

/**
 * A claim about all inputs of a kind. Inputs are drawn by a seed until one is found for which it does not hold, which is then made as
 * small as can be. Exactly one of `property`, `check` and `reference` says what has to hold.
 */
export interface PropertyTest {
  readonly kind: 'property'
  readonly id: string
  /** What each input may be, by its name, in the order of the function's parameters. */
  readonly inputs: { readonly [name: string]: InputDescription }
  /** Called with the inputs; what it gives is `result` in `property` and `check`. Without it they call functions themselves. */
  readonly function?: string | undefined
  /** An expression that has to be true. It is in the program's language and runs apart from the program, whose functions it may call. */
  readonly property?: string | undefined
  /** Statements with assertions, which run where `property` does. */
  readonly check?: string | undefined
  /** A program that is right: the function has to give what the one of the same name there gives. */
  readonly reference?: string | undefined
  /** How far a result may be from that of the reference. */
  readonly tolerance?: Tolerance | undefined
  /** An expression over the inputs; those for which it is false are left out. */
  readonly where?: string | undefined
  /** Trusted code that defines what `where`, `property` and `check` use. */
  readonly prelude?: string | undefined
  /** How many inputs are tried, from 1 to 10,000 (default: 100). */
  readonly cases?: number | undefined
  /** Same seed, same inputs and same counterexample: a whole number of 32 bits (default: 1). */
  readonly seed?: number | undefined
}

export type Test = CallTest | ScriptTest | StdioTest | PropertyTest

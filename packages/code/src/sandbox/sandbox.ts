import type { Value } from '../codec/value.ts'
import type { Answer } from './answer.ts'
import type { Limits } from './limits.ts'

export type Language = 'python' | 'javascript' | 'typescript'

/** Whether a program that means harm is kept from something. */
export type Guard = 'kept out' | 'not kept out'

export interface Capabilities {
  readonly network: Guard
  /** Files of this machine. */
  readonly files: Guard
  /** Environment variables of this process. */
  readonly environment: Guard
  /** Other processes. */
  readonly processes: Guard
  /** Using more memory than allowed. */
  readonly memory: Guard
  /** Telling its own verdict: reading what is expected, or writing a result. */
  readonly forgery: Guard
}

export interface OpenOptions {
  readonly language: Language
  readonly limits: Limits
  /** Seeds the order of sets and hashes (default: 0), so that a program does the same again. */
  readonly hashSeed?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A way to run programs that nobody trusts. */
export interface Sandbox extends AsyncDisposable {
  /** In lower case, with its version: it is part of the keys of caches. */
  readonly name: string
  readonly languages: readonly Language[]
  readonly capabilities: Capabilities
  /**
   * A fresh place for one program; nothing in it depends on the program, so it can be made ahead. Rejects with a
   * SandboxError, or with the reason of `signal`.
   */
  open(options: OpenOptions): Promise<Candidate>
  /** A process for test code, which is trusted and sees what is expected. Rejects as `open` does. */
  openJudge(options: OpenOptions): Promise<ScriptJudge>
}

/**
 * A place for one program. It is sent inputs only: never a test, never an expected value. One request at a time. Each
 * resolves with what came of it, whatever the program does, and rejects only with a SandboxError where the sandbox
 * itself failed, a RangeError for arguments that are no data or too large, or the reason of `signal`, by which the program
 * is ended.
 */
export interface Candidate extends AsyncDisposable {
  /** Runs the program's top level. Returns null. */
  load(source: string, options?: RequestOptions): Promise<Answer>
  /** Calls a function of the loaded program. */
  call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer>
  /** Runs a whole program that reads standard input. Returns all that it printed; it is gone afterwards. */
  run(source: string, stdin: string, options?: RequestOptions): Promise<Answer>
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Seconds by the clock that are left, where that is less than the limit. */
  readonly wallSeconds?: number | undefined
}

/** A test as code. */
export interface Script {
  readonly code: string
  /** Trusted code that defines what `code` uses, such as the helpers in a problem's statement. */
  readonly prelude?: string | undefined
  /** The function under test; the code finds it by this name and as `candidate`. */
  readonly entryPoint?: string | undefined
}

/** What came of test code: undefined where it ran to its end. */
export type ScriptOutcome =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly text: string; readonly line?: number }
  | { readonly status: 'error'; readonly type: string; readonly text: string; readonly line?: number }
  | { readonly status: 'timeout' }

/** Runs test code in a process of its own, where the program under test is not. */
export interface ScriptJudge extends AsyncDisposable {
  /**
   * Runs the code. Names that neither it nor its prelude defines are functions of the program under test: a call of one
   * goes through `call`, whose exceptions are raised again there. A program that stops raises what no test code catches,
   * and this rejects with what `call` rejected with.
   */
  run(
    script: Script,
    call: (name: string, args: readonly Value[]) => Promise<Answer>,
    options?: RequestOptions,
  ): Promise<ScriptOutcome>
}

import type { Language } from '../sandbox/sandbox.ts'
import type { Outcome } from './outcome.ts'

/** What judges the programs of a run: tests in a sandbox, or the command of a repository. */
export interface Workbench extends AsyncDisposable {
  /** All that an outcome depends on besides the program. */
  readonly id: string
  readonly language: Language
  /** What the program is to do, for a model. */
  readonly role: string
  /** The program to start from. */
  readonly start: string
  /** Whether there are tests that are not shown. */
  readonly hasHidden: boolean
  /** What the tests that may be shown say. Rejects with a SandboxError, or the reason of the signal. */
  judge(program: string, signal?: AbortSignal): Promise<Outcome>
  /** What the hidden tests say: for evaluations alone. */
  judgeHidden(program: string, signal?: AbortSignal): Promise<Outcome>
  /** How suspicious each line of a program that fails is, from 0 to 1. */
  suspicion(program: string, outcome: Outcome, signal?: AbortSignal): Promise<(line: number) => number>
}

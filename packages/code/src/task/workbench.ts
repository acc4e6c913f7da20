import type { Codec } from '@textgrad/core'

import type { Language } from '../sandbox/sandbox.ts'
import type { Outcome } from './outcome.ts'
import type { FileText, Patched } from './patch/apply-patch.ts'
import type { SandboxChoice } from './sandbox-named.ts'

/** Where the programs of a run run. */
export interface Place {
  /** In lower case, with its version. */
  readonly name: string
  readonly choice?: SandboxChoice | undefined
}

/** What judges the programs of a run: tests in a sandbox, or the command of a repository. */
export interface Workbench extends AsyncDisposable {
  /** All that an outcome depends on besides the program. */
  readonly id: string
  readonly language: Language
  readonly place: Place
  /** What the program is to do, for a model. */
  readonly role: string
  /** The program to start from. */
  readonly start: string
  /** Where the value that is improved is no program but a change of one. */
  readonly change?: Change
  /** Whether there are tests that are not shown. */
  readonly hasHidden: boolean
  /** The ids of the tests that may be shown, where they are known before a program is judged. */
  readonly shownTests?: readonly string[]
  /** What the tests that may be shown say. Rejects with a SandboxError, or the reason of the signal. */
  judge(program: string, signal?: AbortSignal): Promise<Outcome>
  /** What the hidden tests say: for evaluations alone. */
  judgeHidden(program: string, signal?: AbortSignal): Promise<Outcome>
  /** How suspicious each line of a program that fails is, from 0 to 1. */
  suspicion(program: string, outcome: Outcome, signal?: AbortSignal): Promise<(line: number) => number>
}

/** Values that say how files change. */
export interface Change {
  /** Reads such a value from a reply. */
  readonly codec: Codec<string>
  /** The files as they are at the start, the first of them the one that is mainly meant. */
  readonly files: readonly FileText[]
  /** Judges whole texts of the first file. */
  readonly inner: Workbench
  apply(value: string): Patched
  /** The first file with the change in it; without, where it does not apply. */
  programOf(value: string): string
  /** The change that makes the first file this text. */
  patchOf(program: string): string
  /** The change that makes the files these. */
  between(files: readonly FileText[]): string
}

import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Language, OpenOptions, ScriptJudge } from '../sandbox.ts'
import type { Launch } from './launch.ts'

/** How to run a command with these limits, with walls around it or without. */
export type LaunchCommand = (command: readonly string[], options: OpenOptions) => Launch

/** What runs programs of some languages as processes of this machine. */
export interface Runtime {
  readonly languages: readonly Language[]
  open(options: OpenOptions): Promise<Candidate>
  openJudge(options: OpenOptions): Promise<ScriptJudge>
}

/** Stands for one that this machine can not run, and says why when it is asked. */
export function missingRuntime(languages: readonly Language[], reason: string): Runtime {
  const refuse = ({ language }: OpenOptions) =>
    Promise.reject<never>(new SandboxError(`no ${language} here: ${reason}`, { kind: 'unavailable' }))
  return { languages, open: refuse, openJudge: refuse }
}

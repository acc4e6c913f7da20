import process from 'node:process'

import type { Language } from '../sandbox.ts'

/** What a process is for, as its arguments tell it. */
export interface Settings {
  readonly role: 'candidate' | 'judge'
  readonly language: Language
  readonly memoryBytes: number
  readonly cpuSeconds: number
  readonly seed: number
}

export const argumentsOf = ({ role, language, memoryBytes, cpuSeconds, seed }: Settings): readonly string[] =>
  [role, language, memoryBytes, cpuSeconds, seed].map(String)

export function settingsOf([role, language, memoryBytes, cpuSeconds, seed]: readonly string[]): Settings {
  return {
    role: role as Settings['role'],
    language: language as Language,
    memoryBytes: Number(memoryBytes),
    cpuSeconds: Number(cpuSeconds),
    seed: Number(seed),
  }
}

/** Processor time of this process, seconds. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

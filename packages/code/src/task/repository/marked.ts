import { readdirSync, readFileSync } from 'node:fs'

import { killProcess } from '../../sandbox/native/launch.ts'

/** The variable that marks a command and all that it starts, also what leaves its group and outlives its parent. */
export const markVariable = 'TEXTGRAD_COMMAND'

/** Kills every process that was started with this mark in its environment (proc(5)); nothing where there is no /proc. */
export function killMarked(mark: string): void {
  for (const name of attempt(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(name)) continue
    const environment = attempt(() => readFileSync(`/proc/${name}/environ`, 'latin1')) ?? ''
    if (environment.split('\0').includes(`${markVariable}=${mark}`)) killProcess(Number(name))
  }
}

/** A process may end while it is looked at, and those of others are not shown. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

import { readdirSync, readFileSync } from 'node:fs'

import { attempt } from '../native/tree.ts'

/**
 * The processes that were started with an entry `NAME=value` in their environment, and all that were forked from them, whatever
 * their group, session or parent is now (proc(5), environ: what a process was started with stays there).
 */
export function marked(entry: string): readonly number[] {
  const wanted = `\0${entry}\0`
  const processes = (attempt(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name))
  return processes
    .filter((pid) =>
      `\0${attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? ''}`.includes(wanted),
    )
    .map(Number)
}

import type { Candidate, Evaluated } from '@textgrad/core'

import { folding, type Folded } from './folding.ts'

/** Everything tried, by what it is. */
export type Archive = ReadonlyMap<string, Evaluated>

/** Tells candidates apart by their content. */
export function keyOf(candidate: Candidate): string {
  return JSON.stringify(Object.entries(candidate).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Reads the archive of a history. */
export function archiving(): Folded<Archive> {
  return folding<Map<string, Evaluated>>({
    begin: (first) => new Map([[keyOf(first.candidate), first]]),
    take(archive, tried) {
      for (const one of tried) archive.set(keyOf(one.candidate), one)
      return archive
    },
  })
}

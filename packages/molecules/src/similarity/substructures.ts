import { atomsOf } from '../filters/find.ts'
import { compile } from '../smarts/compile.ts'
import type { Graph } from '../smarts/graph.ts'
import { matches } from '../smarts/match.ts'
import type { Pattern } from '../smarts/plan.ts'

/** Where a pattern occurs in a molecule. */
export interface Occurrence {
  readonly smarts: string
  /** Atoms of all its occurrences, in order; of the first 100 where there are more. Empty where there is none. */
  readonly atoms: readonly number[]
}

const mostOccurrences = 100
const mostPatterns = 1_000

/** Compiled patterns: a run asks for the same few again and again. */
const patterns = new Map<string, Pattern>()

/**
 * Where each SMARTS occurs.
 * @throws {SmartsError} for a SMARTS that is wrong or uses what is not supported
 */
export function occurrencesOf(graph: Graph, smarts: readonly string[]): Occurrence[] {
  return smarts.map((one) => ({
    smarts: one,
    atoms: atomsOf(matches(patternOf(one), graph, mostOccurrences)),
  }))
}

function patternOf(smarts: string): Pattern {
  const known = patterns.get(smarts)
  if (known) return known
  if (patterns.size >= mostPatterns) patterns.clear()
  const made = compile(smarts)
  patterns.set(smarts, made)
  return made
}

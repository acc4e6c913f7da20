import type { Graph } from '../smarts/graph.ts'
import { hasMatch, matches } from '../smarts/match.ts'
import { filterSets, filtersOf, type Filter, type FilterSet } from './catalog.ts'

/** A filter that a molecule meets. */
export interface FilterHit {
  readonly set: FilterSet
  readonly name: string
  /** Atoms of all its occurrences, in order; of the first 100 where there are more. */
  readonly atoms: readonly number[]
}

const mostOccurrences = 100

/**
 * The filters of the sets that a molecule meets, in order, with the atoms they meet.
 * @throws {RangeError} for a set that does not exist
 */
export function filterHits(graph: Graph, sets: readonly FilterSet[] = filterSets): FilterHit[] {
  return metFilters(graph, sets).map(({ set, name, pattern }) => ({
    set,
    name,
    atoms: atomsOf(matches(pattern, graph, mostOccurrences)),
  }))
}

/** The filters alone, which are found faster: for scoring many. */
export function metFilters(graph: Graph, sets: readonly FilterSet[] = filterSets): Filter[] {
  return sets.flatMap((set) => filtersOf(set).filter(({ pattern }) => hasMatch(pattern, graph)))
}

/** The atoms of all occurrences, each once and in order. */
export function atomsOf(occurrences: readonly (readonly number[])[]): number[] {
  return [...new Set(occurrences.flat())].toSorted((a, b) => a - b)
}

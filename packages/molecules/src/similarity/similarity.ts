import { fingerprint, type FingerprintOptions } from '../fingerprints/fingerprint.ts'
import { morganEnvironments } from '../fingerprints/morgan.ts'
import { tanimoto, tversky, type TverskyWeights } from '../fingerprints/similarity.ts'
import type { Graph } from '../smarts/graph.ts'

export interface SimilarityOptions {
  /** Default: Morgan of radius 2 and 2,048 bits. */
  readonly fingerprint?: FingerprintOptions
  /** For Tversky's index, the molecule first and the reference second; without it Tanimoto's coefficient. */
  readonly weights?: TverskyWeights
}

/** How like a reference a molecule is, and where it differs. */
export interface Similarity {
  /** From 0 to 1. */
  readonly similarity: number
  /** Atoms of the molecule with a neighbourhood, one bond wide, that the reference has nowhere. */
  readonly foreign: readonly number[]
  /** Atoms of the reference with a neighbourhood that the molecule has nowhere. */
  readonly missing: readonly number[]
}

/**
 * Compares a molecule with a reference.
 * @throws {RangeError} for a radius, size or weight that can not be
 */
export function compare(graph: Graph, reference: Graph, options: SimilarityOptions = {}): Similarity {
  const [a, b] = [graph, reference].map((one) => fingerprint(one, options.fingerprint))
  const { weights } = options
  return {
    similarity: weights ? tversky(a!, b!, weights) : tanimoto(a!, b!),
    foreign: unshared(graph, reference),
    missing: unshared(reference, graph),
  }
}

/** Atoms in the middle of an environment that the other molecule lacks. */
function unshared(graph: Graph, other: Graph): number[] {
  const known = new Set(morganEnvironments(other, 1).map(({ id }) => id))
  const atoms = morganEnvironments(graph, 1).filter(({ id }) => !known.has(id))
  return [...new Set(atoms.map(({ atom }) => atom))].toSorted((a, b) => a - b)
}

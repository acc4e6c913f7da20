import type { Graph } from '../smarts/graph.ts'
import type { BitVector } from './bit-vector.ts'
import { maccsFingerprint } from './maccs.ts'
import { morganFingerprint, type MorganOptions } from './morgan.ts'

/** Which fingerprint, and how large. */
export type FingerprintOptions = ({ readonly kind: 'morgan' } & MorganOptions) | { readonly kind: 'maccs' }

/**
 * The fingerprint of a molecule.
 * @throws {RangeError} for a radius or size that can not be
 */
export function fingerprint(graph: Graph, options: FingerprintOptions = { kind: 'morgan' }): BitVector {
  return options.kind === 'maccs' ? maccsFingerprint(graph) : morganFingerprint(graph, options)
}

/** Such as `Morgan, radius 2, 2048 bits`. */
export function fingerprintName(options: FingerprintOptions = { kind: 'morgan' }): string {
  if (options.kind === 'maccs') return 'MACCS keys'
  const { radius = 2, size = 2_048 } = options
  return `Morgan, radius ${radius}, ${size} bits`
}

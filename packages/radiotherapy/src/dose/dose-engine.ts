import type { Csr } from '../influence/csr.ts'
import type { Beam, BixelPlace } from './beam.ts'
import type { Medium } from './medium.ts'

/** A bixel of a plan: a column of the matrix. */
export interface Bixel extends BixelPlace {
  /** Which beam it belongs to, from 0. */
  readonly beam: number
}

/** What beams give to voxels. */
export interface BeamInfluence {
  /** A row for each voxel of the medium, in its order; a column for each bixel. */
  readonly matrix: Csr
  /** Of beam after beam, in the order of their bixels. */
  readonly bixels: readonly Bixel[]
}

export interface InfluenceOptions {
  readonly signal?: AbortSignal | undefined
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined
  /** How many threads work at most; default: as many as the machine has. */
  readonly threads?: number | undefined
}

/** Computes dose; the same result on every run and for any number of threads. */
export interface DoseEngine {
  readonly name: string
  /**
   * @throws RangeError naming the rule, for a medium or beams that are none.
   * @throws The reason of `signal`, and a WorkerError where a thread was lost.
   */
  influence(medium: Medium, beams: readonly Beam[], options?: InfluenceOptions): Promise<BeamInfluence>
}

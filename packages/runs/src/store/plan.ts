import type { Json, Limits } from '@textgrad/core'

/** Everything needed to start the same program again, in names and data: no closures, no keys. */
export interface RunPlan {
  readonly task: string
  readonly config?: Json
  /** What makes the engines again, without keys. */
  readonly engines?: readonly string[]
  readonly optimizer?: string
  readonly options?: { readonly [name: string]: Json }
  readonly seed?: number
  readonly limits?: Limits
  /** Of the program that began the run. */
  readonly version?: string
  /** The run that this one was forked from. */
  readonly forkOf?: string
  /** Where it was forked, for `optimize`. */
  readonly forks?: readonly Fork[]
}

/** The steps after `after` draw other random numbers, by `salt`. */
export interface Fork {
  readonly after: number
  readonly salt: number
}

import type { Need } from './needs.ts'
import type { Peer } from './peers.ts'
import type { Table } from './table.ts'

/** How much of a suite is measured, and with what. */
export interface Extent {
  /** Fewer repeats, smaller sets: the same measurement, rougher. */
  readonly quick: boolean
  /** The model to ask, where a suite asks one (default: simulated ones). */
  readonly engine?: string
}

/** Something that is measured: `npm run bench -- <its name>`. */
export interface Suite {
  /** What it measures, in a line. */
  readonly summary: string
  /** About how long the whole takes on two cores. */
  readonly takes: string
  /** Others' programs that it is measured against, or that it runs. */
  readonly peers?: readonly Peer[]
  /** Without which there is nothing to measure. */
  readonly needs?: readonly Need[]
  /** Why it can not be measured in a shorter form. */
  readonly notQuick?: string
  /** Takes an engine; the others ask no model, or simulated ones only. */
  readonly asks?: true
  readonly run: (extent: Extent) => Promise<readonly Table[]>
}

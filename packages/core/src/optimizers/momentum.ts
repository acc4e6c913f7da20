import type { Variable } from '../graph/variable.ts'
import { SummaryMemory } from './summary-memory.ts'
import { TGD, type TGDOptions } from './tgd.ts'
import { WindowMemory } from './window-memory.ts'

export interface MomentumOptions extends TGDOptions {
  /** How many earlier versions an update is reminded of (default: 3). */
  readonly window?: number
  /**
   * Remembers a digest of all earlier feedback, in which older feedback fades, instead of versions: one more 'reduce'
   * call per parameter and step, and a prompt that does not grow.
   */
  readonly summarised?: boolean
}

/**
 * Textual gradient descent that remembers: an update is shown the parameter's last versions and what was said of each,
 * or a digest of it, and is asked for larger changes where the same feedback keeps coming back.
 * @throws RangeError for a window that is not a whole number from 1 up; TypeError for a window of a digest.
 */
export class Momentum extends TGD {
  constructor(parameters: readonly Variable<any>[], options: MomentumOptions) {
    const { window, summarised = false, ...descent } = options
    if (summarised && window !== undefined) {
      throw new TypeError('Expected a window or summarised, not both: a digest covers all versions')
    }
    super(parameters, descent, summarised ? new SummaryMemory() : new WindowMemory(window))
  }
}

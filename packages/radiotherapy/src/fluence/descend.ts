import { setImmediate } from 'node:timers/promises'

import type { Evaluated } from '../objectives/evaluated.ts'
import { projectedLbfgs, type Iterate } from './projected-lbfgs.ts'
import { stopper, type StopReason, type StopRules } from './stop.ts'

export interface DescentOptions {
  readonly stop?: StopRules
  readonly signal?: AbortSignal
  /** Told of each place. */
  readonly progress?: (at: Iterate) => void
}

/** Milliseconds of work between two looks at what else there is to do, an abort for instance. */
const slice = 20

/** Goes down a function of weights until a stop rule holds. Rejects with the signal's reason once that is aborted. */
export async function descend(
  evaluate: (weights: Float64Array) => Evaluated,
  start: Float64Array,
  { stop = {}, signal, progress }: DescentOptions,
): Promise<Iterate & { readonly stopped: StopReason }> {
  const reasonToStop = stopper(stop)
  signal?.throwIfAborted()
  let last: Iterate | undefined
  let rested = performance.now()
  for (const at of projectedLbfgs(evaluate, start)) {
    last = at
    progress?.(at)
    const stopped = reasonToStop(at)
    if (stopped) return { ...at, stopped }
    if (performance.now() - rested < slice) continue
    await setImmediate()
    signal?.throwIfAborted()
    rested = performance.now()
  }
  return { ...last!, stopped: 'precision' }
}

import type { LiveExperiment } from './experiment.ts'
import { objectCountingLive } from './object-counting.ts'

/** The experiments that can be run with a model. */
export const liveExperiments: readonly LiveExperiment[] = [objectCountingLive]

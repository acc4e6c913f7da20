import { numberAnswer } from '@textgrad/questions'

import { bbhFigures } from './recorded/bbh-outputs.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { bbhOutputs } from './recorded/sets.ts'

/** Object counting of BBH: of the paper's prompt optimisation itself no outputs were recorded. */
export const objectCounting: RecordedExperiment = {
  name: 'object-counting',
  summary: 'BBH object counting, read strictly',
  sets: [bbhOutputs],
  count: async (folderOf) => bbhFigures(await folderOf(bbhOutputs), 'object_counting', numberAnswer()),
}

import { wordsAnswer } from '@textgrad/questions'

import { bbhFigures } from './recorded/bbh-outputs.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { bbhOutputs } from './recorded/sets.ts'

/** Word sorting of BBH: of the paper's prompt optimisation itself no outputs were recorded. */
export const wordSorting: RecordedExperiment = {
  name: 'word-sorting',
  summary: 'BBH word sorting, compared word by word',
  sets: [bbhOutputs],
  count: async (folderOf) => bbhFigures(await folderOf(bbhOutputs), 'word_sorting', wordsAnswer()),
}

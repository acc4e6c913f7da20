import { promptExperiment } from './prompt-optimisation.ts'

/** The paper had gpt-4o judge whether the words are sorted; here they are compared. */
export const wordSortingLive = promptExperiment({
  name: 'word-sorting',
  summary: 'BBH word sorting: a system prompt for questions',
  data: 'bbh/word_sorting',
  test: 100,
  wrong: 'unsorted',
  paper: { cot: 76.7, 'few-shot': 79.8, textgrad: 79.8 },
})

import { promptExperiment } from './prompt-optimisation.ts'

export const objectCountingLive = promptExperiment({
  name: 'object-counting',
  summary: 'BBH object counting: a system prompt for questions',
  data: 'bbh/object_counting',
  test: 100,
  wrong: '987654321',
  paper: { cot: 77.8, 'few-shot': 84.9, textgrad: 91.9 },
})

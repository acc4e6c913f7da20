import { promptExperiment } from './prompt-optimisation.ts'

export const gsm8kLive = promptExperiment({
  name: 'gsm8k',
  summary: 'GSM8K: a system prompt for questions of arithmetic',
  data: 'gsm8k',
  test: 1319,
  wrong: '987654321',
  paper: { cot: 72.9, 'few-shot': 81.1, textgrad: 81.1 },
})

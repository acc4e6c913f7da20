import type { RunEvent } from '@textgrad/core'

const sentence = 'A sentence of the prompt that most of the steps leave as it is. '
const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }

/** How a run begins whose one parameter is a prompt. */
export function toldStart(): RunEvent[] {
  const place = { step: 0, path: '', at: Date.now() }
  const evaluation = { score: 0.5, metrics: { accuracy: 0.5 }, feasible: true, feedback: [] }
  return [
    {
      ...place,
      type: 'run-start',
      run: { task: 'prompts', config: {}, engine: 'none', version: '1' },
      seed: 1,
      strategy: 'gradient',
      metrics: [{ name: 'accuracy', direction: 'maximize' }],
      start: { prompt: sentence },
    },
    {
      ...place,
      type: 'evaluation',
      id: 'start',
      candidate: { prompt: sentence },
      evaluation,
      parents: [],
      by: 'start',
    },
  ]
}

/** What a step tells whose prompt has about so many characters: about six times that as it is stored. */
export function toldStep(number: number, characters: number): RunEvent[] {
  const place = { step: number, path: `step-${number}`, at: Date.now() }
  const prompt = `Rule ${number}. ${sentence.repeat(Math.ceil(characters / sentence.length))}`
  const isKept = number % 3 === 0
  const score = 0.5 + (isKept ? number : number / 2) / 100_000
  const evaluation = { score, metrics: { accuracy: score }, feasible: true, feedback: [] }
  const variable = { role: 'system prompt', from: 'loss' }
  const best = { value: 'the prompt', score, metrics: {} }
  const [id, parents] = [`step-${number}/candidate`, ['start']]
  return [
    { ...place, type: 'step-start', parents },
    { ...place, type: 'gradient', variable: 'prompt', ...variable, kind: 'feedback', text: prompt },
    {
      ...place,
      type: 'generate',
      purpose: 'update',
      engine: 'none',
      messages: [{ role: 'user', content: prompt }],
      text: prompt,
      finish: 'stop',
      usage: { inputTokens: 100, outputTokens: 10, dollars: 0.0005 },
    },
    {
      ...place,
      type: 'update',
      parameter: 'prompt',
      role: 'system prompt',
      before: sentence,
      after: prompt,
      outcome: 'changed',
    },
    { ...place, type: 'evaluation', id, candidate: { prompt }, evaluation, parents, by: 'TGD' },
    ...(isKept ? [] : [{ ...place, type: 'revert', id, to: 'start', reason: 'the score fell' } as const]),
    { ...place, type: 'step-end', accepted: isKept ? [id] : [], best, spent },
  ]
}

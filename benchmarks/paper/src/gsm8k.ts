import { join } from 'node:path'

import { judge, numberAnswer } from '@textgrad/questions'
import { z } from 'zod'

import type { RecordedExperiment } from './recorded/experiment.ts'
import { readJsonLines } from './recorded/files.ts'
import { gsm8kOutputs } from './recorded/sets.ts'

const models = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'] as const
const solved = z.object({ solution: z.string(), is_correct: z.boolean() })
const row = z.object({
  ground_truth: z.string().regex(/\nA: \S.*$/),
  ...(Object.fromEntries(models.map((model) => [model, solved])) as Record<
    (typeof models)[number],
    typeof solved
  >),
})
type Row = z.infer<typeof row>

/** GSM8K: the solutions that its authors recorded of four models, with what they judged right. */
export const gsm8k: RecordedExperiment = {
  name: 'gsm8k',
  summary: 'GSM8K: recorded solutions of four models, read strictly',
  sets: [gsm8kOutputs],
  async count(folderOf) {
    const folder = await folderOf(gsm8kOutputs)
    const rows = await readJsonLines(join(folder, 'example_model_solutions.jsonl'), row)
    const judged = models.map((model) => ({ model, right: rows.map((one) => isRight(one, model)) }))
    const asRecorded = judged.flatMap(({ model, right }) =>
      right.filter((one, index) => one === rows[index]![model].is_correct),
    )
    return [
      ...judged.map(({ model, right }) => ({
        figure: `right: ${model}, of ${rows.length}`,
        expected: rows.filter((one) => one[model].is_correct).length,
        ours: right.filter(Boolean).length,
      })),
      { figure: 'judged as recorded', expected: rows.length * models.length, ours: asRecorded.length },
    ]
  },
}

const format = numberAnswer()

function isRight(one: Row, model: (typeof models)[number]): boolean {
  const answer = one.ground_truth.split('\nA: ').at(-1)!
  return judge(format, one[model].solution, answer).outcome === 'right'
}

import { demonstrations, type Demonstration, type Task } from '@textgrad/core'
import { z } from 'zod'

import { formatNames } from './answers/named-format.ts'
import { loadDataSet, splitNames } from './datasets/load.ts'
import { paperBatches } from './datasets/paper-batches.ts'
import { questionData } from './datasets/sets.ts'
import { engineFor } from './engine-for.ts'
import { promptProblem } from './prompt-problem.ts'

const config = z.strictObject({
  data: z.string('expected the name of a data set, such as bbh/object_counting').meta({
    description:
      'The data set: bbh/<task>, gsm8k, mmlu/<subject>, gpqa/<subset>, math500, snli, medqa, strategyqa, multiarith, or own (JSON lines or CSV)',
    examples: ['bbh/object_counting'],
  }),
  from: z
    .string('expected the folder or file that holds the data set')
    .optional()
    .meta({
      format: 'path',
      description: 'The folder or file that holds it (default: where textgrad data get puts it)',
      examples: ['bbh'],
    }),
  prompt: z.string().optional().describe('The system prompt to start from (default: think step by step)'),
  demonstrations: z
    .string()
    .optional()
    .describe(
      'Worked examples to start from, as JSON such as [] or [{"input": ..., "output": ...}]: they are looked for then, as by bootstrap-few-shot, and the prompt stays',
    ),
  split: z
    .enum(splitNames)
    .optional()
    .describe(
      'How it is split (default: paper for bbh and gsm8k, official for snli and medqa, else seeded; plain is for gsm8k)',
    ),
  splitSeed: z.int().default(0).describe('Seed of the split and of the order of options'),
  batches: z
    .enum(['seeded', 'paper'])
    .default('seeded')
    .describe(
      'What each step trains on: three questions drawn from the seed of the run, or the twelve batches of the TextGrad paper',
    ),
  maxItems: z
    .int()
    .min(1)
    .optional()
    .describe('At most so many questions to train on, and as many to validate with'),
  judge: z
    .enum(['validation', 'test'])
    .default('validation')
    .describe(
      'Which questions prompts are judged on: with test and no step, a prompt that was chosen already is tested',
    ),
  reading: z
    .enum(['strict', 'paper'])
    .default('strict')
    .describe('How answers are read: strictly, or as the program of the TextGrad paper did'),
  format: z
    .enum(formatNames)
    .optional()
    .describe('How answers of own data are read (default: by what its answers are)'),
  choiceOrder: z
    .enum(['shuffled', 'given'])
    .default('shuffled')
    .describe('The order of options: every question has its own, or as in the file'),
})

/** Prompt optimisation: a system prompt is rewritten by what goes wrong on training questions. */
export const prompt: Task<z.infer<typeof config>> = {
  name: 'prompt',
  summary: 'Improve a system prompt by the questions of a data set that it gets wrong',
  config,
  data: questionData,
  async setup(
    { prompt: start, demonstrations: shown, splitSeed: seed, batches, judge, ...options },
    { engine },
  ) {
    const answering = engineFor('prompt', engine)
    const { train, validation, test, format } = await loadDataSet({ ...options, seed })
    const prescribed = batches === 'paper' ? paperBatches(train.length) : undefined
    return promptProblem({
      engine: answering,
      train,
      validation: judge === 'test' ? test : validation,
      batches: prescribed,
      format,
      prompt: start,
      demonstrations: shown === undefined ? undefined : await read(shown),
    })
  },
}

async function read(written: string): Promise<readonly Demonstration[]> {
  try {
    return await demonstrations.parse(written)
  } catch (error) {
    throw new TypeError(
      `Expected demonstrations to be a JSON array of worked examples: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}

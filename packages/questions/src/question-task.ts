import type { Task } from '@textgrad/core'
import { z } from 'zod'

import { formatNames, namedFormat } from './answers/named-format.ts'
import { engineFor } from './engine-for.ts'
import { questionProblem } from './question-problem.ts'
import { lettersOf } from './question.ts'

const config = z.strictObject({
  question: z
    .string('expected a question')
    .min(1, 'expected a question')
    .meta({ description: 'What is asked', examples: ['Is 391 a prime?'] }),
  choices: z
    .array(z.string())
    .max(26, 'expected at most 26 options')
    .refine(({ length }) => length !== 1, 'expected none or at least two options')
    .default([])
    .describe('An option of a multiple-choice question'),
  format: z
    .enum(formatNames)
    .optional()
    .describe('How answers are read (default: choice where there are choices, else text)'),
  start: z.string().optional().describe('The answer to start from (default: the model’s own)'),
  instruction: z.string().optional().describe('How the critic is to judge, instead of the usual instruction'),
  answer: z
    .string()
    .optional()
    .describe('The right answer, for options its letter: it is reported and used for nothing else'),
})

/** Solution optimisation: the answer to one question is criticised and rewritten, without the truth. */
export const question: Task<z.infer<typeof config>> = {
  name: 'question',
  summary: 'Improve a model’s answer to one question by criticism, without the truth',
  config,
  async setup({ question: asked, choices, answer, start, ...options }, { engine, signal, onlyEvaluates }) {
    const isChoice = choices.length > 0
    const { format = isChoice ? 'choice' : 'text', ...rest } = options
    if (isChoice !== (format === 'choice')) {
      throw new TypeError(`Expected the format choice with choices and only then, got ${format}`)
    }
    return questionProblem({
      ...rest,
      engine: engineFor('question', engine),
      question: { question: asked, ...(isChoice && { choices }), answer: letterOf(answer, choices) },
      format: namedFormat(format, { options: Math.max(2, choices.length), reading: 'strict' }),
      signal,
      start: start ?? (onlyEvaluates ? '' : undefined),
    })
  },
}

/** The letter of an option that was given in full. */
function letterOf(answer: string | undefined, choices: readonly string[]): string | undefined {
  return answer === undefined ? undefined : (lettersOf(choices.length)[choices.indexOf(answer)] ?? answer)
}

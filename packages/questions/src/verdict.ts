import { feedback, fn, satisfied } from '@textgrad/core'

import { judge, type AnswerFormat } from './answers/answer-format.ts'
import { verdictText } from './prompts/verdict.ts'

/**
 * A comparison with the right answer as a loss: exact and without a call. A right answer is satisfied, so that nothing
 * is asked about it; a wrong one and one that can not be read are told apart.
 */
export function verdict(format: AnswerFormat, answer: string) {
  return fn<readonly [string], string>(
    {
      name: 'verdict',
      role: 'comparison with the right answer',
      backward: ({ result }) => [result === right ? satisfied : feedback(result)],
    },
    ([reply]) => verdictText(judge(format, reply, answer), answer, format) ?? right,
  )
}

const right = 'The answer is right.'

import type { AnswerFormat } from '../answers/answer-format.ts'

/** The system prompt of a model that answers questions, unless the user gives another. */
export function answeringPrompt({ ask }: Pick<AnswerFormat, 'ask'>): string {
  return `You answer one question. Work it out step by step before you answer. ${ask}`
}

/** What a critic of answers to questions without options is told: it does not see the truth. */
export const criticInstruction = `You are shown a question and somebody's answer to it. Examine the answer critically: \
redo every step, check every fact that it relies on, and name each that is wrong, doubtful or missing. Say whether the \
answer fits what is asked. Do not write a better answer yourself.`

/** What a solution is for, for whoever rewrites it: without its question it could not be told from any other text. */
export function solutionRole(question: string, { ask }: Pick<AnswerFormat, 'ask'>): string {
  return `an answer to the question below, worked out step by step. ${ask} The question:
<question>
${question}
</question>`
}

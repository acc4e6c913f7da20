import type { AnswerFormat, Judgement } from '../answers/answer-format.ts'

/** What is said of a reply whose right answer is known; undefined of one that is right. */
export function verdictText(
  { outcome, parsed }: Judgement,
  answer: string,
  { ask }: Pick<AnswerFormat, 'ask'>,
): string | undefined {
  if (outcome === 'right') return undefined
  if (outcome === 'wrong')
    return `The answer is wrong: it was read as "${parsed!}", and "${answer}" is right.`
  return `${unparsedText({ ask })} "${answer}" is right.`
}

/** What is said of a reply without an answer. */
export function unparsedText({ ask }: Pick<AnswerFormat, 'ask'>): string {
  return `No answer could be read from the reply. The rule is: ${ask}`
}

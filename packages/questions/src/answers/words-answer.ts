import type { AnswerFormat } from './answer-format.ts'
import { finalAnswer } from './final-answer.ts'

/** A list of words in an order, as in word sorting; capitals, separators, numbering and quotes do not count. */
export function wordsAnswer(): AnswerFormat {
  const parse = (reply: string): string | undefined => wordsIn(finalAnswer(reply))
  return {
    name: 'words',
    ask: 'End with a line that gives all the words in order, with blanks between them, such as "Answer: ant bee cow".',
    parse,
    read: wordsIn,
  }
}

function wordsIn(text: string): string | undefined {
  const words = text
    .toLowerCase()
    .replace(/^\s*\d+[.)]\s/gm, ' ')
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^[[("'`*_]+|[\])"'`*_.]+$/g, ''))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  return words.length > 0 ? words.join(' ') : undefined
}

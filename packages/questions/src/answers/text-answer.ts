import type { AnswerFormat } from './answer-format.ts'
import { bare, finalAnswer } from './final-answer.ts'

/** Any text; capitals, blanks, quotes around it and a full stop do not count. */
export function textAnswer(): AnswerFormat {
  return {
    name: 'text',
    ask: 'End with a line that gives the answer and nothing else, such as "Answer: Paris".',
    parse: (reply) => comparable(finalAnswer(reply)),
    read: (answer) => comparable(bare(answer)),
  }
}

function comparable(text: string): string | undefined {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ') || undefined
}

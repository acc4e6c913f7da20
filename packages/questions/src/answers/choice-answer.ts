import { lettersOf } from '../question.ts'
import type { AnswerFormat } from './answer-format.ts'

/** 'paper': as the program of the TextGrad paper did it, to compare with its results. */
export type Reading = 'strict' | 'paper'

export interface ChoiceOptions {
  /** How many options there are (default: 4). */
  readonly options?: number
  /**
   * 'strict' (default): the last letter that a reply gives as its answer, as in "Answer: B", "**Answer:** (B)" or "the
   * answer is (B)". 'paper': what follows the first "Answer:", even if it is the first letter of a word, as written.
   */
  readonly reading?: Reading
}

/**
 * The letter of an option.
 * @throws RangeError for options that are not a whole number from 2 to 26.
 */
export function choiceAnswer({ options = 4, reading = 'strict' }: ChoiceOptions = {}): AnswerFormat {
  if (!Number.isInteger(options) || options < 2 || options > 26) {
    throw new RangeError(`Expected options to be a whole number from 2 to 26, got ${options}`)
  }
  const last = lettersOf(options).at(-1)!
  const written = new RegExp(`^\\(?([A-${last}])\\)?$`)
  const parse = reading === 'paper' ? firstAfterAnswer(last) : lastLetter(last)
  return {
    name: 'choice',
    ask: 'End with a line that names one option by its letter and says nothing else, such as "Answer: B".',
    parse,
    read: (answer) => written.exec(answer.trim())?.[1],
  }
}

function firstAfterAnswer(last: string): AnswerFormat['parse'] {
  const pattern = new RegExp(`Answer\\s*:\\s*([A-${last}])`, 'i')
  return (reply) => pattern.exec(reply)?.[1]
}

function lastLetter(last: string): AnswerFormat['parse'] {
  const dressed = '[\\s*_"\'`$(\\[]*(?:\\\\boxed\\{|\\\\text\\{)*\\(?'
  const lower = last.toLowerCase()
  // A letter stands alone: "Answer: Because" names no option, and neither does "the answer is a prime".
  const pattern = new RegExp(
    `\\b[Aa](?:nswer|NSWER)\\b[*_]*\\s*(?::|is:?)${dressed}(?:([A-${last}])(?![\\p{L}\\p{N}'’])|([a-${lower}])(?=[)\\]}*_"'\`.$ \\t]*$))`,
    'gmu',
  )
  return (reply) => {
    const found = [...reply.matchAll(pattern)].at(-1)
    return (found?.[1] ?? found?.[2])?.toUpperCase()
  }
}

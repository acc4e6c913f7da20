import type { AnswerFormat } from './answer-format.ts'
import { choiceAnswer, type Reading } from './choice-answer.ts'
import { numberAnswer } from './number-answer.ts'
import { textAnswer } from './text-answer.ts'
import { wordsAnswer } from './words-answer.ts'

/** The formats that can be asked for by name. */
export const formatNames = ['choice', 'number', 'words', 'text'] as const
export type FormatName = (typeof formatNames)[number]

export interface NamedFormatOptions {
  /** How many options a question has, for 'choice'. */
  readonly options: number
  readonly reading: Reading
}

/** @throws TypeError for a reading 'paper' of what the paper's program had no parser for. */
export function namedFormat(name: FormatName, { options, reading }: NamedFormatOptions): AnswerFormat {
  if (name === 'choice') return choiceAnswer({ options, reading })
  if (name === 'number') return numberAnswer({ reading })
  refusePaper(name, reading)
  return name === 'words' ? wordsAnswer() : textAnswer()
}

export function refusePaper(name: string, reading: Reading): void {
  if (reading === 'strict') return
  throw new TypeError(
    `Expected the reading 'strict' for answers that are ${name}: only numbers and choices can be read as in the paper`,
  )
}

import { random } from '@textgrad/core'

import { questionText, type Question } from '../question.ts'
import { pythonShuffle } from './python-shuffle.ts'

/** Questions to train on, to choose by, and to report with. */
export interface QuestionSplit {
  readonly train: readonly Question[]
  readonly validation: readonly Question[]
  readonly test: readonly Question[]
}

export interface OfficialParts {
  readonly train: readonly Question[]
  readonly test: readonly Question[]
}

/** BBH as in the TextGrad paper's program: the first 50, the next 100 and the rest, in the order of the file. */
export function bbhSplit(questions: readonly Question[]): QuestionSplit {
  return {
    train: questions.slice(0, 50),
    validation: questions.slice(50, 150),
    test: questions.slice(150),
  }
}

/** GSM8K as in DSPy and the TextGrad paper: 200 and 300 of the shuffled training file, and all of the test file. */
export function gsm8kSplit({ train, test }: OfficialParts): QuestionSplit {
  const shuffled = pythonShuffle(train, 0)
  return {
    train: shuffled.slice(0, 200),
    validation: shuffled.slice(200, 500),
    test: pythonShuffle(test, 0),
  }
}

/** GSM8K's other split in the paper's program: the first 100 validate, the rest trains, the first 300 test. */
export function gsm8kPlainSplit({ train, test }: OfficialParts): QuestionSplit {
  return { train: train.slice(100), validation: train.slice(0, 100), test: test.slice(0, 300) }
}

export interface SeededOptions {
  readonly seed: number
  /** The shares of training and validation, in 0 to 1; the rest tests (default: 0.2 and 0.4, as for BBH). */
  readonly shares?: { readonly train: number; readonly validation: number }
}

/**
 * Each question goes where its own text and the seed send it: where it goes does not change with the others, and one
 * that is there twice is never on both sides. The parts have about their shares, in the order of the data.
 * @throws RangeError for shares that are no parts of 1, or when no question is left to train on or to validate with.
 */
export function seededSplit(questions: readonly Question[], options: SeededOptions): QuestionSplit {
  const { seed, shares = { train: 0.2, validation: 0.4 } } = options
  const { train, validation } = shares
  if (!(train > 0 && validation > 0 && train + validation <= 1)) {
    throw new RangeError(
      `Expected shares above 0 that make up at most 1, got ${train} to train and ${validation} to validate`,
    )
  }
  const split = { train: [] as Question[], validation: [] as Question[], test: [] as Question[] }
  for (const question of questions) {
    const drawn = random(seed, `split/${questionText(question)}`).next()
    split[drawn < train ? 'train' : drawn < train + validation ? 'validation' : 'test'].push(question)
  }
  for (const part of ['train', 'validation'] as const) {
    if (split[part].length > 0) continue
    throw new RangeError(
      `Expected questions enough for every part, got ${questions.length}, of which none is for ${part} with the seed ${seed}`,
    )
  }
  return split
}

/**
 * At most so many of each part, the first ones.
 * @throws RangeError for a number that is not a whole one from 1 up.
 */
export function limitSplit(split: QuestionSplit, most: number): QuestionSplit {
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(`Expected maxItems to be a whole number from 1 up, got ${most}`)
  }
  const { train, validation, test } = split
  return { train: train.slice(0, most), validation: validation.slice(0, most), test: test.slice(0, most) }
}

import type { AnswerFormat } from '../answers/answer-format.ts'
import { choiceAnswer, type Reading } from '../answers/choice-answer.ts'
import { labelAnswer } from '../answers/label-answer.ts'
import { mathAnswer } from '../answers/math-answer.ts'
import { refusePaper } from '../answers/named-format.ts'
import { numberAnswer } from '../answers/number-answer.ts'
import type { Question } from '../question.ts'
import { gpqaSubsets, loadGpqa, type GpqaSubset } from './gpqa.ts'
import { loadMath500 } from './math500.ts'
import { loadMedQa } from './medqa.ts'
import { loadMultiArith } from './multiarith.ts'
import { loadSnli, snliLabels } from './snli.ts'
import { seededSplit, type QuestionSplit } from './split.ts'
import { loadStrategyQa } from './strategyqa.ts'

/** A data set that is split in the same way whatever it is: by its own parts, or by a seed where it has none. */
export interface Family {
  /** What may follow the name and a slash (default: nothing). */
  readonly parts?: readonly string[]
  /** Whether `textgrad data get` fetches it: else its users have it. */
  readonly isFetched?: boolean
  /** Whether it comes as files to train on, to validate with and to test. */
  readonly isSplit?: boolean
  /** Why its options must not be as in the file. */
  readonly shuffles?: string
  split(from: string, seed: number, part: string | undefined): Promise<QuestionSplit>
  format(reading: Reading, questions: readonly Question[]): AnswerFormat
}

const bySeed =
  (load: (from: string, part: string | undefined) => Promise<readonly Question[]>): Family['split'] =>
  async (from, seed, part) =>
    seededSplit(await load(from, part), { seed })

const official =
  (load: (from: string, part: 'train' | 'dev' | 'test') => Promise<readonly Question[]>): Family['split'] =>
  async (from) => {
    const parts = (['train', 'dev', 'test'] as const).map((part) => load(from, part))
    const [train = [], validation = [], test = []] = await Promise.all(parts)
    return { train, validation, test }
  }

function choices(reading: Reading, questions: readonly Question[]): AnswerFormat {
  const options = Math.max(2, ...questions.map((question) => question.choices?.length ?? 0))
  return choiceAnswer({ options, reading })
}

const strictly =
  (name: string, format: AnswerFormat): Family['format'] =>
  (reading) => {
    refusePaper(name, reading)
    return format
  }

export const moreFamilies: Readonly<Record<string, Family>> = {
  gpqa: {
    parts: gpqaSubsets,
    shuffles: 'its files name the right answer first',
    split: bySeed((from, part) => loadGpqa(from, part as GpqaSubset | undefined)),
    format: choices,
  },
  math500: { isFetched: true, split: bySeed(loadMath500), format: strictly('values', mathAnswer()) },
  snli: { isSplit: true, split: official(loadSnli), format: strictly('labels', labelAnswer(snliLabels)) },
  medqa: { isSplit: true, split: official(loadMedQa), format: choices },
  strategyqa: {
    isFetched: true,
    async split(from, seed) {
      const [train, test] = await Promise.all([loadStrategyQa(from, 'train'), loadStrategyQa(from, 'dev')])
      return { ...seededSplit(train, { seed, shares: { train: 0.5, validation: 0.5 } }), test }
    },
    format: strictly('yes or no', labelAnswer(['yes', 'no'])),
  },
  multiarith: {
    split: bySeed(loadMultiArith),
    format: (reading) => numberAnswer({ reading }),
  },
}

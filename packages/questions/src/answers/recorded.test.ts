import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { loadMmlu } from '../datasets/mmlu.ts'
import { questionText } from '../question.ts'
import { judge, type AnswerFormat } from './answer-format.ts'
import { choiceAnswer } from './choice-answer.ts'
import { majorityVote } from './majority-vote.ts'
import { numberAnswer } from './number-answer.ts'
import { wordsAnswer } from './words-answer.ts'

const readJson = (file: string): any => JSON.parse(readFileSync(file, 'utf8'))

const bbh = sharedPath('data/bbh-recorded-outputs')
describe.skipIf(!bbh)('replies of code-davinci-002 to BBH, as scored by its authors', () => {
  const strict = numberAnswer()
  const paper = numberAnswer({ reading: 'paper' })
  const words = wordsAnswer()

  it.each([
    ['cot', 'object_counting', strict, 93.2],
    ['direct', 'object_counting', strict, 45.2],
    ['cot', 'object_counting', paper, 93.2],
    ['direct', 'object_counting', paper, 45.2],
    ['cot', 'word_sorting', words, 40.4],
    ['direct', 'word_sorting', words, 50.4],
  ])('%s %s', (way, task, format, reported) => {
    const name = `${way}_${task}_few_shot_template_0-255000`
    const { outputs } = readJson(join(bbh!, `${name}.json`))
    const right = outputs.filter((one: { prediction: string; target: string }) => {
      return judge(format, one.prediction, one.target).outcome === 'right'
    })
    expect(outputs).toHaveLength(250)
    expect((100 * right.length) / 250).toBeCloseTo(reported, 9)
    expect(readJson(join(bbh!, `${name}_eval_metrics.jsonl`)).accuracy).toBeCloseTo(reported, 9)
  })
})

const gsm8k = sharedPath('data/gsm8k-recorded-outputs/example_model_solutions.jsonl')
describe.skipIf(!gsm8k)('solutions to GSM8K, as scored by their authors', () => {
  const models = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification']

  /** For each model, how many solutions are right, and how many of these judgements are the recorded ones. */
  function judged(format: AnswerFormat) {
    const rows = readFileSync(gsm8k!, 'utf8').trim().split('\n').map(parseRow)
    return models.map((model) => {
      const right = rows.map(
        (row) => judge(format, row[model].solution, row.ground_truth.split('\nA: ')[1]).outcome === 'right',
      )
      const asRecorded = right.filter((one, index) => one === rows[index][model].is_correct)
      return [right.filter(Boolean).length, asRecorded.length]
    })
  }
  const parseRow = (line: string): any => JSON.parse(line)

  it('strictly: all 5,276 judgements are the recorded ones', () => {
    expect(judged(numberAnswer())).toEqual([
      [286, 1319],
      [515, 1319],
      [458, 1319],
      [742, 1319],
    ])
  })

  it('as in the paper: 13 wrong solutions pass', () => {
    expect(judged(numberAnswer({ reading: 'paper' }))).toEqual([
      [295, 1310],
      [515, 1319],
      [462, 1315],
      [742, 1319],
    ])
  })
})

const results = sharedPath('data/textgrad-results')
const mmlu = sharedPath('data/mmlu')
describe.skipIf(!results || !mmlu)('recorded answers of the TextGrad paper', () => {
  const format = choiceAnswer({ reading: 'paper' })
  const expected = results ? readJson(join(results, 'expected.json')) : undefined

  interface Recorded {
    /** The zero-shot answer, three revisions and what the paper's program made of them by voting. */
    readonly predictions: readonly string[]
    readonly answer: string
  }

  function tally(recorded: readonly Recorded[]) {
    const read = recorded.map(({ predictions, answer }) => ({
      answer,
      given: predictions.slice(0, 4).map((reply) => format.parse(reply)),
      voted: format.parse(predictions[4]!),
    }))
    const right = read.map(({ given, answer }) =>
      [...given, majorityVote(given)].map((one) => Number(one === answer)),
    )
    return {
      correct: [0, 1, 2, 3, 4].map((at) => right.reduce((sum, one) => sum + one[at]!, 0)),
      sameVote: read.filter(({ given, voted }) => majorityVote(given) === voted).length,
      unparsed: read.flatMap(({ given }) => given).filter((one) => one === undefined).length,
      ties: read.filter(({ given }) => isTie(given)).length,
    }
  }

  it('GPQA diamond: 101 to 109 of 198', () => {
    const rows = readJson(join(results!, 'gpqa_labels.json'))
    const recorded = rows.map((row: { matches: string[][]; answer: string }) => ({
      answer: row.answer,
      predictions: row.matches.map((matches) => matches.join('\n')),
    }))
    expect(tally(recorded)).toEqual({
      correct: [101, 106, 106, 104, 109],
      sameVote: 198,
      unparsed: 20,
      ties: 11,
    })
    expect(expected.gpqa.per_iteration_correct).toEqual([101, 106, 106, 104, 109])
  })

  it.each([
    [
      'machine_learning',
      'mmlu_machine_learning',
      { correct: [96, 94, 95, 93, 99], sameVote: 112, unparsed: 0, ties: 6 },
    ],
    [
      'college_physics',
      'mmlu_college_physics',
      { correct: [83, 86, 87, 87, 86], sameVote: 91, unparsed: 7, ties: 2 },
    ],
  ])('MMLU %s, each prompt once', (_, name, counted) => {
    const recorded = readJson(join(results!, `${name}_predictions.json`))
    expect(tally(Object.values(recorded))).toEqual(counted)
    expect(expected[name].per_iteration_correct_unique).toEqual(counted.correct)
  })

  it.each([
    ['machine_learning', [96, 94, 95, 93, 99], 112],
    ['college_physics', [93, 97, 98, 98, 97], 102],
  ])('MMLU %s, by the rows of the test file', async (subject, correct, rows) => {
    const recorded = Object.entries(readJson(join(results!, `mmlu_${subject}_predictions.json`)))
    const questions = await loadMmlu(mmlu!, subject)
    // What the paper asked ends with the question as we show it.
    const matched = questions.map((question) => {
      const found = recorded.filter(([asked]) => asked.endsWith(`\n\n${questionText(question)}`))
      expect(found).toHaveLength(1)
      expect((found[0]![1] as Recorded).answer).toBe(question.answer)
      return found[0]![1] as Recorded
    })
    expect(matched).toHaveLength(rows)
    expect(tally(matched).correct).toEqual(correct)
  })
})

function isTie(given: readonly unknown[]): boolean {
  const counts = Object.values(Object.groupBy(given, String)).map((one) => one!.length)
  return counts.filter((count) => count === Math.max(...counts)).length > 1
}

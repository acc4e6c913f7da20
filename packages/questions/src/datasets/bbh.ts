import { readFile } from 'node:fs/promises'

import type { AnswerFormat } from '../answers/answer-format.ts'
import type { Reading } from '../answers/choice-answer.ts'
import { labelAnswer } from '../answers/label-answer.ts'
import { namedFormat, refusePaper, type FormatName } from '../answers/named-format.ts'
import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { parseJson } from './read-rows.ts'

/** Questions list their options themselves, up to (R). */
const options = 18

const formats = {
  boolean_expressions: ['True', 'False'],
  causal_judgement: ['Yes', 'No'],
  date_understanding: 'choice',
  disambiguation_qa: 'choice',
  dyck_languages: 'text',
  formal_fallacies: ['valid', 'invalid'],
  geometric_shapes: 'choice',
  hyperbaton: 'choice',
  logical_deduction_five_objects: 'choice',
  logical_deduction_seven_objects: 'choice',
  logical_deduction_three_objects: 'choice',
  movie_recommendation: 'choice',
  multistep_arithmetic_two: 'number',
  navigate: ['Yes', 'No'],
  object_counting: 'number',
  penguins_in_a_table: 'choice',
  reasoning_about_colored_objects: 'choice',
  ruin_names: 'choice',
  salient_translation_error_detection: 'choice',
  snarks: 'choice',
  sports_understanding: ['yes', 'no'],
  temporal_sequences: 'choice',
  tracking_shuffled_objects_five_objects: 'choice',
  tracking_shuffled_objects_seven_objects: 'choice',
  tracking_shuffled_objects_three_objects: 'choice',
  web_of_lies: ['Yes', 'No'],
  word_sorting: 'words',
} as const satisfies Record<string, FormatName | readonly string[]>

export type BbhTask = keyof typeof formats

/** The tasks of BIG-Bench Hard (Suzgun et al. 2022, github.com/suzgunmirac/BIG-Bench-Hard, MIT). */
export const bbhTasks = Object.keys(formats) as readonly BbhTask[]

/**
 * How the answers of a task are read.
 * @throws TypeError for a reading 'paper' where the paper's program has no parser of its own.
 */
export function bbhFormat(task: BbhTask, reading: Reading = 'strict'): AnswerFormat {
  const format = formats[task]
  if (typeof format === 'string') return namedFormat(format, { options, reading })
  refusePaper(format.join(' or '), reading)
  return labelAnswer(format)
}

/**
 * The answers of three rows of the published files are no option: their options were split at commas. They are kept, so
 * that figures compare with others', and no reply to them is right.
 */
const withoutOption = new Set(['Monsters, Inc', 'dearth, wind, & fire', 'rita, sue and bob poo'])

/**
 * A task of BIG-Bench Hard in the order of its file: `from` is the file, or the folder that holds `<task>.json`.
 * @throws TypeError that names the file, the row and the rule for a file that is none of this task.
 */
export async function loadBbh(from: string, task: BbhTask): Promise<readonly Question[]> {
  const file = await fileOf(from, [`${task}.json`, `bbh/${task}.json`])
  const content = parseJson(await readFile(file, 'utf8'), { file, where: 'as a whole' })
  const { examples } = (content ?? {}) as { examples?: unknown }
  if (!Array.isArray(examples) || examples.length === 0) {
    throw malformed(file, 'as a whole', 'expected { "examples": [{ "input": ..., "target": ... }] }')
  }
  const format = bbhFormat(task)
  return examples.map((example: unknown, index) => {
    const place = { file, where: `examples[${index}]` }
    const question = textField(example, 'input', place)
    const answer = textField(example, 'target', place)
    if (format.read(answer) === undefined && !withoutOption.has(answer)) {
      throw malformed(
        file,
        place.where,
        `expected "target" to be an answer of ${task} (${format.name}), got ${shortJson(answer)}`,
      )
    }
    return { id: String(index), question, answer }
  })
}

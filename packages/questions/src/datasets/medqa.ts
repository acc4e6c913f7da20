import { lettersOf, type Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { readJsonl } from './read-rows.ts'

/**
 * A file of MedQA (Jin et al. 2020, arXiv 2009.13081): `from` is the folder that holds `phrases_no_exclude_<part>.jsonl`,
 * with four options, or `<part>.jsonl`, with five. A row has question, options by letter, and the right letter as answer_idx.
 * @throws TypeError that names the file, the line and the rule for a row that is none of MedQA.
 */
export async function loadMedQa(from: string, part: 'train' | 'dev' | 'test'): Promise<readonly Question[]> {
  const file = await fileOf(from, [`phrases_no_exclude_${part}.jsonl`, `${part}.jsonl`])
  return (await readJsonl(file)).map(({ where, value }, index) => {
    const place = { file, where }
    const question = textField(value, 'question', place)
    const { options } = value as { options?: unknown }
    const choices = choicesOf(options)
    if (!choices) {
      const rule = `expected "options" to be texts by letters from A on, got ${shortJson(options)}`
      throw malformed(file, where, rule)
    }
    const answer = textField(value, 'answer_idx', place)
    if (!lettersOf(choices.length).includes(answer)) {
      throw malformed(
        file,
        where,
        `expected "answer_idx" to be the letter of an option, got ${shortJson(answer)}`,
      )
    }
    return { id: `${part}-${index}`, question, answer, choices }
  })
}

function choicesOf(options: unknown): readonly string[] | undefined {
  if (typeof options !== 'object' || options === null) return undefined
  const count = Object.keys(options).length
  const choices = lettersOf(count).map((letter) => (options as Record<string, unknown>)[letter])
  const isWhole = count >= 2 && choices.every((one) => typeof one === 'string' && one.trim() !== '')
  return isWhole ? (choices as string[]) : undefined
}

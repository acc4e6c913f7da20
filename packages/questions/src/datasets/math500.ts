import { mathAnswer } from '../answers/math-answer.ts'
import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { readJsonl } from './read-rows.ts'

/**
 * MATH-500 (the test questions of Lightman et al. 2023 from MATH, Hendrycks et al. 2021): `from` is the file of JSON lines,
 * or the folder that holds `test.jsonl`. A row has the texts problem and answer.
 * @throws TypeError that names the file, the line and the rule for a row that is none of it.
 */
export async function loadMath500(from: string): Promise<readonly Question[]> {
  const file = await fileOf(from, ['test.jsonl', 'math500.jsonl'])
  const format = mathAnswer()
  return (await readJsonl(file)).map(({ where, value }, index) => {
    const place = { file, where }
    const question = textField(value, 'problem', place)
    const answer = textField(value, 'answer', place)
    if (format.read(answer) === undefined) {
      throw malformed(file, where, `expected "answer" to be a value, got ${shortJson(answer)}`)
    }
    return { id: String(index), question, answer }
  })
}

import { numberAnswer } from '../answers/number-answer.ts'
import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { readJsonl } from './read-rows.ts'

/**
 * A file of GSM8K (Cobbe et al. 2021, github.com/openai/grade-school-math, MIT) in its order: `from` is the file, or the
 * folder that holds `train.jsonl` and `test.jsonl`. The answer is what follows "####".
 * @throws TypeError that names the file, the line and the rule for a row that is none of GSM8K.
 */
export async function loadGsm8k(from: string, part: 'train' | 'test'): Promise<readonly Question[]> {
  const file = await fileOf(from, [`${part}.jsonl`])
  const format = numberAnswer()
  return (await readJsonl(file)).map(({ where, value }, index) => {
    const place = { file, where }
    const question = textField(value, 'question', place)
    const solution = textField(value, 'answer', place)
    const answer = /####(.*)$/.exec(solution.trimEnd())?.[1]?.trim() ?? ''
    if (format.read(answer) === undefined) {
      throw malformed(
        file,
        where,
        `expected "answer" to end with "#### " and a number, got ${shortJson(solution.slice(-40))}`,
      )
    }
    return { id: `${part}-${index}`, question, answer }
  })
}

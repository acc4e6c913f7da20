import { readFile } from 'node:fs/promises'

import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { parseJson } from './read-rows.ts'

/**
 * A file of StrategyQA (Geva et al. 2021, arXiv 2101.02235): `from` is the file, or the folder that holds `<part>.json`. A row
 * has the text question, and whether it is so as answer.
 * @throws TypeError that names the file, the row and the rule for a row that is none of StrategyQA.
 */
export async function loadStrategyQa(from: string, part: 'train' | 'dev'): Promise<readonly Question[]> {
  const file = await fileOf(from, [`${part}.json`])
  const rows = parseJson(await readFile(file, 'utf8'), { file, where: 'as a whole' })
  if (!Array.isArray(rows) || rows.length === 0) {
    throw malformed(file, 'as a whole', 'expected a list of { "question": ..., "answer": true or false }')
  }
  return rows.map((row: unknown, index) => {
    const where = `[${index}]`
    const question = textField(row, 'question', { file, where })
    const { answer } = row as { answer?: unknown }
    if (typeof answer !== 'boolean') {
      throw malformed(file, where, `expected "answer" to be true or false, got ${shortJson(answer)}`)
    }
    return { id: `${part}-${index}`, question, answer: answer ? 'yes' : 'no' }
  })
}

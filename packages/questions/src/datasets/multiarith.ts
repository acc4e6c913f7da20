import { readFile } from 'node:fs/promises'

import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { parseJson } from './read-rows.ts'

/**
 * MultiArith (Roy and Roth 2015): `from` is the file, or the folder that holds `MultiArith.json`. A row has the text
 * sQuestion, and its one number in lSolutions.
 * @throws TypeError that names the file, the row and the rule for a row that is none of MultiArith.
 */
export async function loadMultiArith(from: string): Promise<readonly Question[]> {
  const file = await fileOf(from, ['MultiArith.json'])
  const rows = parseJson(await readFile(file, 'utf8'), { file, where: 'as a whole' })
  if (!Array.isArray(rows) || rows.length === 0) {
    throw malformed(file, 'as a whole', 'expected a list of { "sQuestion": ..., "lSolutions": [a number] }')
  }
  return rows.map((row: unknown, index) => {
    const where = `[${index}]`
    const question = textField(row, 'sQuestion', { file, where }).trim()
    const { lSolutions: solutions } = row as { lSolutions?: unknown }
    const [solution, ...others] = Array.isArray(solutions) ? (solutions as unknown[]) : []
    if (typeof solution !== 'number' || others.length > 0) {
      throw malformed(file, where, `expected "lSolutions" to be one number, got ${shortJson(solutions)}`)
    }
    return { id: String(index), question, answer: String(solution) }
  })
}

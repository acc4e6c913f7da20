import { lettersOf, type Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson } from './malformed.ts'
import { readCsv, type Row } from './read-rows.ts'

const letters = lettersOf(4)

/**
 * The test questions of a subject of MMLU (Hendrycks et al. 2021, github.com/hendrycks/test, MIT) in the order of their
 * file: `from` is the file, or a folder that holds `<subject>_test.csv` or `test/<subject>_test.csv`. A row is question,
 * four options, and the answer as A to D or 0 to 3; the first row may be a header.
 * @throws TypeError that names the file, the line and the rule for a row that is none of MMLU.
 */
export async function loadMmlu(from: string, subject: string): Promise<readonly Question[]> {
  const file = await fileOf(from, [`${subject}_test.csv`, `test/${subject}_test.csv`])
  const rows = await readCsv(file)
  const [first] = rows
  const hasHeader = first!.value[0] === 'question' && first!.value.at(-1) === 'answer'
  const questions = (hasHeader ? rows.slice(1) : rows).map((row, index) => questionOf(row, file, index))
  if (questions.length === 0) throw malformed(file, 'line 2', 'expected at least one row')
  return questions
}

function questionOf({ where, value }: Row<readonly string[]>, file: string, index: number): Question {
  if (value.length !== 6) {
    throw malformed(file, where, `expected 6 columns (question, four options, answer), got ${value.length}`)
  }
  const [question = '', ...rest] = value
  const choices = rest.slice(0, 4)
  if ([question, ...choices].some((cell) => cell.trim() === '')) {
    throw malformed(file, where, 'expected a question and options that are not blank')
  }
  const written = rest[4]!.trim()
  const answer = letters.includes(written) ? written : /^[0-3]$/.test(written) && letters[Number(written)]
  if (!answer) {
    throw malformed(file, where, `expected the answer to be A to D or 0 to 3, got ${shortJson(written)}`)
  }
  return { id: String(index), question, answer, choices }
}

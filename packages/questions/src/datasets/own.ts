import { extname } from 'node:path'

import type { AnswerFormat } from '../answers/answer-format.ts'
import type { Reading } from '../answers/choice-answer.ts'
import { namedFormat, type FormatName } from '../answers/named-format.ts'
import { numberAnswer } from '../answers/number-answer.ts'
import { lettersOf, type Question } from '../question.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { readCsv, readJsonl, type Row } from './read-rows.ts'

export interface OwnOptions {
  /** How answers are read (default: choice where all rows have choices, number where all answers are, else text). */
  readonly format?: FormatName | undefined
  readonly reading?: Reading
}

export interface OwnQuestions {
  readonly questions: readonly Question[]
  readonly format: AnswerFormat
}

/**
 * Own questions in the order of their file: `.jsonl` with `{ "question", "answer", "choices"? }` a line, or `.csv` with
 * the columns question and answer. The answer to a question with choices is one of them, or its letter.
 * @throws TypeError that names the file, the line and the rule for a row that does not fit, or for another kind of file.
 */
export async function loadOwn(file: string, options: OwnOptions = {}): Promise<OwnQuestions> {
  const rows = await readRows(file)
  const questions = rows.map((row, index) => questionOf(row, file, index))
  const { format = formatOf(questions), reading = 'strict' } = options
  const most = Math.max(2, ...questions.map(({ choices = [] }) => choices.length))
  const made = namedFormat(format, { options: most, reading })
  for (const [index, question] of questions.entries()) {
    const rule = brokenRule(question, made)
    if (rule !== undefined) throw malformed(file, rows[index]!.where, rule)
  }
  return { questions, format: made }
}

async function readRows(file: string): Promise<readonly Row<unknown>[]> {
  const extension = extname(file).toLowerCase()
  if (extension === '.jsonl') return readJsonl(file)
  if (extension !== '.csv') throw new TypeError(`Expected ${file} to end in .jsonl or .csv`)
  const [header, ...rows] = await readCsv(file)
  const names = header!.value
  for (const name of ['question', 'answer']) {
    if (names.includes(name)) continue
    throw malformed(file, header!.where, `expected a column ${name}; there are ${names.join(', ')}`)
  }
  if (rows.length === 0) throw malformed(file, header!.where, 'expected at least one row below the header')
  const columns = [names.indexOf('question'), names.indexOf('answer')] as const
  return rows.map(({ where, value }) => ({
    where,
    value: { question: value[columns[0]], answer: value[columns[1]] },
  }))
}

function questionOf({ where, value }: Row<unknown>, file: string, index: number): Question {
  const place = { file, where }
  const question = textField(value, 'question', place)
  const answer = textField(value, 'answer', place)
  const { choices } = value as { choices?: unknown }
  if (choices === undefined) return { id: String(index), question, answer }
  if (!areChoices(choices)) {
    throw malformed(file, where, `expected "choices" to be 2 to 26 texts, got ${shortJson(choices)}`)
  }
  const letters = lettersOf(choices.length)
  const letter = letters[choices.indexOf(answer)] ?? (letters.includes(answer) ? answer : undefined)
  if (letter === undefined) {
    const rule = `expected "answer" to be one of the choices or its letter, got ${shortJson(answer)}`
    throw malformed(file, where, rule)
  }
  return { id: String(index), question, answer: letter, choices }
}

function areChoices(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length >= 2 && value.length <= 26 && value.every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function formatOf(questions: readonly Question[]): FormatName {
  if (questions.some(({ choices }) => choices)) return 'choice'
  const number = numberAnswer()
  return questions.every(({ answer }) => number.read(answer) !== undefined) ? 'number' : 'text'
}

function brokenRule({ answer, choices }: Question, format: AnswerFormat): string | undefined {
  if (choices && format.name !== 'choice') return `expected no "choices" where answers are ${format.name}`
  if (!choices && format.name === 'choice') return 'expected "choices", as other rows have them'
  if (format.read(answer) !== undefined) return undefined
  return `expected "answer" to be read as ${format.name}, got ${shortJson(answer)}`
}

import { readFile } from 'node:fs/promises'
import { dirname, join, normalize, isAbsolute } from 'node:path'

import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { parseJson } from './read-rows.ts'

/** A question about the image of a page, with all of its right answers: replies are scored by `anls`. */
export interface DocumentQuestion {
  /** Unique in its data set. */
  readonly id: string
  readonly question: string
  /** The file of the page. */
  readonly image: string
  readonly answers: readonly string[]
}

/**
 * Questions of DocVQA (Mathew et al. 2021, arXiv 2007.00398), for users who have it: `from` is the file, or the folder that
 * holds `val_v1.0_withQT.json` or `val_v1.0.json`, with the pages where the rows say, from the file's folder on. A row of
 * "data" has questionId, question, image and answers.
 * @throws TypeError that names the file, the row and the rule for a row that is none of DocVQA.
 */
export async function loadDocVqa(from: string): Promise<readonly DocumentQuestion[]> {
  const file = await fileOf(from, ['val_v1.0_withQT.json', 'val_v1.0.json'])
  const content = parseJson(await readFile(file, 'utf8'), { file, where: 'as a whole' })
  const { data } = (content ?? {}) as { data?: unknown }
  if (!Array.isArray(data) || data.length === 0) {
    throw malformed(
      file,
      'as a whole',
      'expected { "data": [{ "questionId", "question", "image", "answers" }] }',
    )
  }
  return data.map((row: unknown, index) => questionOf(row, { file, where: `data[${index}]` }))
}

function questionOf(row: unknown, place: { file: string; where: string }): DocumentQuestion {
  const { file, where } = place
  const question = textField(row, 'question', place)
  const image = textField(row, 'image', place)
  if (isAbsolute(image) || normalize(image).startsWith('..')) {
    throw malformed(file, where, `expected "image" to be a path within the folder, got ${shortJson(image)}`)
  }
  const { questionId: id, answers } = row as { questionId?: unknown; answers?: unknown }
  if (!Number.isSafeInteger(id)) {
    throw malformed(file, where, `expected "questionId" to be a whole number, got ${shortJson(id)}`)
  }
  const isList = Array.isArray(answers) && answers.length > 0
  if (!isList || !answers.every((one) => typeof one === 'string' && one.trim() !== '')) {
    throw malformed(
      file,
      where,
      `expected "answers" to be texts that are not blank, got ${shortJson(answers)}`,
    )
  }
  return { id: String(id), question, image: join(dirname(file), image), answers: answers as string[] }
}

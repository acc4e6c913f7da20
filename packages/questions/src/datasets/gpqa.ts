import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed } from './malformed.ts'
import { readCsv } from './read-rows.ts'

export const gpqaSubsets = ['diamond', 'main', 'extended', 'experts'] as const
export type GpqaSubset = (typeof gpqaSubsets)[number]

const options = ['Correct Answer', 'Incorrect Answer 1', 'Incorrect Answer 2', 'Incorrect Answer 3'] as const

/**
 * GPQA (Rein et al. 2023, arXiv 2311.12022), for users who have it: its authors ask that its questions are not published, so
 * nothing of it is here. `from` is the file, or the folder that holds `gpqa_<subset>.csv`. A row has the columns Question,
 * Correct Answer and Incorrect Answer 1 to 3; the right option comes first here, so it has to be shuffled, as `loadDataSet`
 * does for every question by itself.
 * @throws TypeError that names the file, the line and the rule for a row that is none of GPQA.
 */
export async function loadGpqa(from: string, subset: GpqaSubset = 'diamond'): Promise<readonly Question[]> {
  const file = await fileOf(from, [`gpqa_${subset}.csv`, `dataset/gpqa_${subset}.csv`])
  const [header, ...rows] = await readCsv(file)
  const places = ['Question', ...options].map((name) => {
    const place = header!.value.indexOf(name)
    if (place >= 0) return place
    throw malformed(file, header!.where, `expected a column ${name}`)
  })
  if (rows.length === 0) throw malformed(file, header!.where, 'expected at least one row below the header')
  return rows.map(({ where, value }, index) => {
    const [question = '', ...choices] = places.map((place) => value[place]?.trim() ?? '')
    if ([question, ...choices].includes('')) {
      throw malformed(file, where, 'expected a question and four answers that are not blank')
    }
    return { id: String(index), question, answer: 'A', choices }
  })
}

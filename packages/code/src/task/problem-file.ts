import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

import { z } from 'zod'

import { readHumanEvalX } from '../formats/humaneval-x.ts'
import { readHumanEval } from '../formats/humaneval.ts'
import { readHumanEvalPlus, type PlusProblem } from '../formats/humanevalplus.ts'
import { readLeetCode } from '../formats/leetcode.ts'
import { readMbppPlus } from '../formats/mbppplus.ts'
import { readRows } from '../formats/rows.ts'
import { readProblems, type Problem } from '../problem.ts'

export type ProblemFormat = 'own' | 'humaneval' | 'humaneval+' | 'mbpp+' | 'humaneval-x' | 'leetcode'

export interface ProblemFile {
  readonly format: ProblemFormat
  readonly problems: readonly (Problem | PlusProblem)[]
}

/**
 * The problems of a file in any format that is known here, told by what its first row has. Rejects with a TypeError naming the
 * file, the line and what does not fit.
 */
export async function readProblemFile(file: string): Promise<ProblemFile> {
  if (extname(file) === '.json') return { format: 'own', problems: await readOwn(file, listOf) }
  const [first] = await told(file, readRows(file, z.looseObject({})))
  if (!first) throw new TypeError(`${file}: expected problems, a line for each; it has none`)
  const format = formatOf(Object.keys(first))
  if (format === 'own') return { format, problems: await readOwn(file, (text) => text) }
  return { format, problems: await readers[format](file) }
}

const readers = {
  humaneval: readHumanEval,
  'humaneval+': readHumanEvalPlus,
  'mbpp+': readMbppPlus,
  'humaneval-x': readHumanEvalX,
  leetcode: readLeetCode,
} as const

function formatOf(columns: readonly string[]): ProblemFormat {
  if (columns.includes('signature') && columns.includes('test')) return 'leetcode'
  if (columns.includes('declaration')) return 'humaneval-x'
  if (columns.includes('assertion')) return 'mbpp+'
  if (columns.includes('plus_input')) return 'humaneval+'
  return columns.includes('canonical_solution') ? 'humaneval' : 'own'
}

async function readOwn(file: string, lines: (text: string) => string): Promise<Problem[]> {
  const text = await told(file, readFile(file, 'utf8'))
  try {
    return readProblems(lines(text))
  } catch (cause) {
    throw new TypeError(`${file}: ${(cause as Error).message}`, { cause })
  }
}

/** A problem, or a list of them, as lines. */
function listOf(text: string): string {
  const data = JSON.parse(text) as unknown
  return (Array.isArray(data) ? data : [data]).map((one) => JSON.stringify(one)).join('\n')
}

/** A file that cannot be read is a mistake of who named it. */
async function told<T>(file: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new TypeError(`Expected a file that can be read, got ${file}: ${cause.message}`, { cause })
  }
}

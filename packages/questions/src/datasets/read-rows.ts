import { readText } from '@textgrad/host'
import { parse } from 'csv-parse/sync'

import { malformed } from './malformed.ts'

export interface Row<T> {
  /** Where it stands, for messages: "line 3". */
  readonly where: string
  readonly value: T
}

/**
 * The values of a file of JSON lines; blank lines are left out.
 * @throws TypeError that names file and line for what is no JSON, or for a file without a row.
 */
export async function readJsonl(file: string): Promise<readonly Row<unknown>[]> {
  const lines = (await readText(file)).split('\n')
  const rows = lines.flatMap((line, index) => {
    const where = `line ${index + 1}`
    return line.trim() === '' ? [] : [{ where, value: parseJson(line, { file, where }) }]
  })
  if (rows.length === 0) throw malformed(file, 'line 1', 'expected at least one row')
  return rows
}

/** @throws TypeError that names file and place for what is no JSON. */
export function parseJson(text: string, { file, where }: { file: string; where: string }): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed(file, where, `expected JSON: ${(cause as Error).message}`, cause)
  }
}

/**
 * The rows of a CSV file as cells.
 * @throws TypeError that names file and line for a malformed row, or for a file without one.
 */
export async function readCsv(file: string): Promise<readonly Row<readonly string[]>[]> {
  const text = await readText(file)
  try {
    const parsed = parse(text, { info: true, skip_empty_lines: true, relax_column_count: true })
    const rows = parsed as unknown as readonly { info: { lines: number }; record: string[] }[]
    if (rows.length === 0) throw malformed(file, 'line 1', 'expected at least one row')
    return rows.map(({ info, record }) => ({ where: `line ${info.lines}`, value: record }))
  } catch (cause) {
    const line = (cause as { lines?: number }).lines
    if (line === undefined) throw cause
    throw malformed(file, `line ${line}`, (cause as Error).message, cause)
  }
}

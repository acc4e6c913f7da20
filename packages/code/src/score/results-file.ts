import { appendFile, readFile } from 'node:fs/promises'

import { StoreError, type ScoredRow } from '@textgrad/core'

/** Rows that were scored, by a key of all that they depend on, in a file that grows by a line for each. */
export interface ResultsFile extends AsyncDisposable {
  get(key: string): ScoredRow | undefined
  /** Rejects with a StoreError. */
  put(key: string, row: ScoredRow): Promise<void>
}

/** Opens the file, or begins it with the first row. A last line that is cut off is not read. Rejects with a StoreError. */
export async function resultsFile(path: string): Promise<ResultsFile> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw failed(path, cause)
  })
  const rows = new Map(text.split('\n').flatMap(entryOf))
  // After a line that was cut off the next one has to begin a line of its own.
  let writing: Promise<void> = Promise.resolve()
  let needsBreak = text !== '' && !text.endsWith('\n')
  return {
    get: (key) => rows.get(key),
    put(key, row) {
      rows.set(key, row)
      const line = `${needsBreak ? '\n' : ''}${JSON.stringify({ key, row })}\n`
      needsBreak = false
      writing = writing
        .then(() => appendFile(path, line))
        .catch((cause: Error) => Promise.reject(failed(path, cause)))
      return writing
    },
    async [Symbol.asyncDispose]() {
      // Who put a row was told of its failure.
      await writing.catch(() => {})
    },
  }
}

function entryOf(line: string): [string, ScoredRow][] {
  try {
    const { key, row } = JSON.parse(line) as { key?: string; row?: ScoredRow }
    return typeof key === 'string' && row ? [[key, row]] : []
  } catch {
    return []
  }
}

const failed = (path: string, cause: Error): StoreError =>
  new StoreError(`The results in ${path} cannot be kept: ${cause.message}`, { cause })

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Problem, Task } from '@textgrad/core'

export interface ReaderConfig {
  readonly file: string
  readonly folder?: string
  /** Is no input. */
  readonly written?: string
}

/** Says how long the files are that its settings name. */
export const reader: Task<ReaderConfig> = {
  name: 'reader',
  summary: 'Reads files',
  config: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => ({ value: value as ReaderConfig }),
      jsonSchema: {
        input: () => ({
          type: 'object',
          properties: {
            file: { type: 'string', format: 'path' },
            folder: { type: 'string', format: 'path' },
            written: { type: 'string', format: 'path-to-write' },
          },
        }),
      },
    },
  },
  async setup({ file, folder, written }) {
    const text = readFileSync(file, 'utf8')
    const inside = folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const lengths = inside
      .filter((name) => name.endsWith('.txt'))
      .toSorted()
      .map((name) => readFileSync(join(folder!, name), 'utf8').length)
    return problemOf(text.length, {
      ...Object.fromEntries(lengths.map((length, index) => [`length-${index}`, length])),
      written: Number(written !== undefined && existsSync(written)),
    })
  },
}

function problemOf(score: number, metrics: Readonly<Record<string, number>>): Problem {
  return {
    start: { text: '' },
    metrics: [],
    build: () => ({
      parameters: [],
      loss: () => Promise.reject(new Error('Files have no loss')),
      evaluate: async () => ({ score, metrics, feasible: true, feedback: [] }),
    }),
    async [Symbol.asyncDispose]() {},
  }
}

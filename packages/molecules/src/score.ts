import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'

import type { ScoredRow, Scorer } from '@textgrad/core'
import { parse } from 'csv-parse'
import { z } from 'zod'

import { chemistry, type Chemistry } from './rdkit/chemistry.ts'

const config = z.strictObject({
  in: z
    .string()
    .refine(
      (file) => ['.csv', '.smi'].includes(extname(file).toLowerCase()),
      'expected a file that ends in .csv or .smi',
    )
    .meta({
      format: 'path',
      description: 'Molecules: .csv with a column smiles, or .smi with one SMILES a line',
    }),
})

/** Rows that are being measured at once; enough to keep all workers busy, whatever the size of the file. */
const ahead = 256

/** Measures every molecule of a file; a row for each, in its order, with what is wrong where something is. */
export const scorer: Scorer<z.infer<typeof config>> = {
  config,
  async *run({ in: file }, { signal }) {
    await using rdkit = chemistry()
    const pending: Promise<ScoredRow>[] = []
    for await (const row of readRows(file)) {
      pending.push(scoreRow(rdkit, row, signal))
      if (pending.length >= ahead) yield pending.shift()!
    }
    yield* pending
  },
}

async function scoreRow(
  rdkit: Chemistry,
  row: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<ScoredRow> {
  const read = await rdkit.measure(row['smiles'] ?? '', { signal })
  if (!read.ok) return { ...row, ...unmeasured, error: read.reason }
  const { canonical, qed, properties } = read
  return { ...row, canonical, qed, ...properties, error: '' }
}

const unmeasured = {
  canonical: '',
  qed: null,
  mw: null,
  alogp: null,
  hba: null,
  hbd: null,
  psa: null,
  rotb: null,
  arom: null,
  alerts: null,
}

/** @throws TypeError for a CSV without a column smiles, or one that is malformed. */
async function* readRows(file: string): AsyncGenerator<Readonly<Record<string, string>>> {
  const stream = createReadStream(file)
  if (extname(file).toLowerCase() === '.smi') {
    for await (const line of createInterface({ input: stream })) {
      const [, smiles = '', name = ''] = /^(\S*)\s*(.*)$/.exec(line)!
      yield { smiles, name }
    }
    return
  }
  const rows = stream.pipe(
    parse({ columns: header(file), bom: true, skip_empty_lines: true, relax_quotes: true }),
  )
  stream.on('error', (error) => rows.destroy(error))
  yield* rows as AsyncIterable<Record<string, string>>
}

function header(file: string): (names: string[]) => string[] {
  return (names) => {
    if (names.includes('smiles')) return names
    throw new TypeError(`${file} has no column smiles; it has ${names.join(', ')}`)
  }
}

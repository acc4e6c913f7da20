import { extname } from 'node:path'

import type { ScoredRow, Scorer } from '@textgrad/core'
import { z } from 'zod'

import { readMoleculeFile } from './files/read-molecules.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'
import { columnsOf, measureNames, type MeasureName } from './rdkit/score-row.ts'

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
  measures: z
    .string()
    .refine(
      (list) => list.split(',').every(isMeasure),
      `expected measures of ${measureNames.join(', ')}, separated by commas`,
    )
    .optional()
    .describe(`What to measure, such as qed,sa: ${measureNames.join(', ')} (default: qed)`),
})

function isMeasure(name: string): name is MeasureName {
  return (measureNames as readonly string[]).includes(name)
}

/** Rows that are being measured at once; enough to keep all workers busy, whatever the size of the file. */
const ahead = 256

/** Measures every molecule of a file; a row for each, in its order, with what is wrong where something is. */
export const scorer: Scorer<z.infer<typeof config>> = {
  config,
  async *run({ in: file, measures: list = 'qed' }, { signal }) {
    await using rdkit = chemistry()
    const measures = [...new Set(list.split(','))].filter(isMeasure)
    const pending: Promise<ScoredRow>[] = []
    for await (const row of readMoleculeFile(file, rdkit, signal)) {
      pending.push(scoreRow(rdkit, row, measures, signal))
      if (pending.length >= ahead) yield pending.shift()!
    }
    yield* pending
  },
}

async function scoreRow(
  rdkit: Chemistry,
  row: Readonly<Record<string, string>>,
  measures: readonly MeasureName[],
  signal: AbortSignal | undefined,
): Promise<ScoredRow> {
  const read = await rdkit.score(row['smiles'] ?? '', measures, { signal })
  if (read.ok) return { ...row, canonical: read.canonical, ...read.cells, error: '' }
  const unmeasured = Object.fromEntries(columnsOf(measures).map((column) => [column, null]))
  return { ...row, canonical: '', ...unmeasured, error: read.reason }
}

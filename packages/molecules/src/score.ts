import { extname } from 'node:path'

import type { ScoredRow, Scorer } from '@textgrad/core'
import { z } from 'zod'

import { DockingError } from './docking/errors.ts'
import { fileExtensions, readMoleculeFile, type MoleculeRow } from './files/read-molecules.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'
import { columnsOf, measureNames, type MeasureName } from './rdkit/score-row.ts'
import { dockingCells, type DockingCells } from './score/docking-cells.ts'
import { designConfig } from './task/config.ts'
import { openTargets } from './task/open-targets.ts'

const config = z.strictObject({
  in: z
    .string()
    .refine(
      (file) => fileExtensions.includes(extname(file).toLowerCase()),
      `expected a file that ends in ${fileExtensions.join(', ')}`,
    )
    .meta({
      format: 'path',
      description: 'Molecules: .csv with a column smiles, .smi with one SMILES a line, or .sdf',
    }),
  measures: z
    .string()
    .refine(
      (list) => list.split(',').every(isMeasure),
      `expected measures of ${measureNames.join(', ')}, separated by commas`,
    )
    .optional()
    .describe(`What to measure, such as qed,sa: ${measureNames.join(', ')} (default: qed)`),
  ...designConfig.pick({
    bind: true,
    targets: true,
    receptor: true,
    box: true,
    exhaustiveness: true,
    dockingSeed: true,
    dockings: true,
    isomers: true,
    tautomers: true,
    dockingCache: true,
  }).shape,
})

type ScoreConfig = z.infer<typeof config>

function isMeasure(name: string): name is MeasureName {
  return (measureNames as readonly string[]).includes(name)
}

/** Rows that are being measured at once; enough to keep all workers busy, whatever the size of the file. */
const ahead = 256

/**
 * Measures every molecule of a file, and docks it where a target is given; a row for each, in its order, with what is
 * wrong where something is.
 */
export const scorer: Scorer<ScoreConfig> = {
  config,
  async *run(settings, { signal, part = { index: 0, of: 1 } }) {
    const { in: file, measures: list = 'qed', dockings, isomers, tautomers } = settings
    await using resources = new AsyncDisposableStack()
    const rdkit = resources.use(chemistry())
    const { wanted } = await openTargets({ ...settings, avoid: [] }, resources)
    const how = {
      rdkit,
      measures: [...new Set(list.split(','))].filter(isMeasure),
      docking: dockingCells(wanted, { seeds: dockings, isomers, tautomers }),
      signal,
    }
    const pending: Promise<ScoredRow>[] = []
    let place = 0
    for await (const row of readMoleculeFile(file, rdkit, signal)) {
      if (place++ % part.of !== part.index) continue
      const scored = scoreRow(row, how)
      // One that fails, as all do when they are aborted, is told when it is its turn.
      scored.catch(() => undefined)
      pending.push(scored)
      if (pending.length >= ahead) yield pending.shift()!
    }
    yield* pending
  },
}

interface How {
  readonly rdkit: Chemistry
  readonly measures: readonly MeasureName[]
  readonly docking: DockingCells
  readonly signal: AbortSignal | undefined
}

async function scoreRow(row: MoleculeRow, { rdkit, measures, docking, signal }: How): Promise<ScoredRow> {
  // A record that could not be read has its error already; it belongs at the end, as all rows have the same columns.
  const { error: unread, ...cells } = row as MoleculeRow & { readonly error?: string }
  const empty = Object.fromEntries([...columnsOf(measures), ...docking.columns].map((name) => [name, null]))
  const read = await rdkit.score(row.smiles, measures, { signal })
  if (!read.ok) return { ...cells, canonical: '', ...empty, error: unread ?? read.reason }
  const measured = { ...cells, canonical: read.canonical, ...empty, ...read.cells }
  try {
    return { ...measured, ...(await docking.cells(read.canonical, signal)), error: '' }
  } catch (error) {
    if (!(error instanceof DockingError)) throw error
    return { ...measured, error: error.message }
  }
}

import type { Artifact, RunEvent, RunFiles, TaskContext } from '@textgrad/core'

import { readDrugs, type KnownDrug } from '../artifacts/known-drugs.ts'
import { runArtifacts } from '../artifacts/run-views.ts'
import { moleculesOf } from '../files/run-molecules.ts'
import { writeMoleculeFile } from '../files/write-molecules.ts'
import { chemistry } from '../rdkit/chemistry.ts'

/** The molecules of a run for other programs. */
export const runFiles: RunFiles = {
  summary: 'the molecules that were tried: .sdf with best poses and numbers as data, .csv, or .smi',
  extensions: ['.sdf', '.csv', '.smi'],
  async write(events, file) {
    await using rdkit = chemistry({ threads: 1 })
    await writeMoleculeFile(file, moleculesOf(events), rdkit)
  },
}

/** The whole of a run, beside the known drugs of its configuration as long as their file is there. */
export async function runViews(
  events: readonly RunEvent[],
  { signal }: TaskContext,
): Promise<readonly Artifact[]> {
  await using rdkit = chemistry({ threads: 1 })
  const file = drugsOf(events)
  let drugs: readonly KnownDrug[] = []
  const missing: Artifact[] = []
  try {
    if (file !== undefined) drugs = await readDrugs(file, rdkit, signal)
  } catch (error) {
    signal?.throwIfAborted()
    const text = `The known drugs are left out: ${(error as Error).message}`
    missing.push({ kind: 'text', name: 'known-drugs', title: 'Known drugs', text })
  }
  return [...(await runArtifacts(rdkit, events, { drugs, ...(signal && { signal }) })), ...missing]
}

function drugsOf(events: readonly RunEvent[]): string | undefined {
  const started = events.find((event) => event.type === 'run-start')
  const config = started?.type === 'run-start' ? started.run.config : undefined
  const drugs = (config as { readonly drugs?: unknown } | undefined)?.drugs
  return typeof drugs === 'string' ? drugs : undefined
}

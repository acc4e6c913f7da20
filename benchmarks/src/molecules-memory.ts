import { chemistry, loadRdkit, type Chemistry } from '@textgrad/molecules'

import { collectedHeap } from './measure.ts'
import { sampleMolecules } from './sample-molecules.ts'
import type { Table } from './table.ts'

const first = 5_000
const last = 100_000
const atOnce = 64

/** Whether scoring leaks: the memory of the process after 5,000 and after 100,000 molecules, in one worker. */
export async function moleculesMemory(): Promise<readonly Table[]> {
  const smiles = sampleMolecules(await loadRdkit())
  await using rdkit = chemistry({ threads: 1 })
  await scoreMany(rdkit, smiles, first)
  const before = residentMegabytes()
  await scoreMany(rdkit, smiles, last - first)
  const after = residentMegabytes()
  return [
    {
      name: 'molecules-memory',
      title: `Resident memory while ${last} molecules are scored`,
      columns: [`MB after ${first}`, `MB after ${last}`, 'growth MB', 'live WASM handles'],
      rows: [[before, after, after - before, await rdkit.liveHandles()]],
    },
  ]
}

async function scoreMany(rdkit: Chemistry, smiles: readonly string[], count: number): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const batch = Array.from(
      { length: Math.min(atOnce, count - done) },
      (_, index) => smiles[(done + index) % smiles.length]!,
    )
    await Promise.all(batch.map((one) => rdkit.assess(one)))
  }
}

function residentMegabytes(): number {
  collectedHeap()
  return Math.round(process.memoryUsage().rss / 1e6)
}

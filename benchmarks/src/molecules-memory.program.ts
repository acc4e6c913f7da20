import { chemistry, loadRdkit, type Chemistry } from '@textgrad/molecules'

import { collectedHeap } from './measure.ts'
import { sampleMolecules } from './sample-molecules.ts'
import type { Table } from './table.ts'

const first = 5_000
const last = 100_000
const atOnce = 64

const smiles = sampleMolecules(await loadRdkit())
await using rdkit = chemistry({ threads: 1 })
await score(rdkit, first)
const before = residentMegabytes()
await score(rdkit, last - first)
const after = residentMegabytes()
const table: Table = {
  name: 'molecules-memory',
  title: `Resident memory while ${last} molecules are scored in one worker`,
  columns: [`MB after ${first}`, `MB after ${last}`, 'growth MB', 'live WASM handles'],
  rows: [[before, after, after - before, await rdkit.liveHandles()]],
}
console.log(JSON.stringify(table))

async function score(chemist: Chemistry, count: number): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const batch = Array.from(
      { length: Math.min(atOnce, count - done) },
      (_, index) => smiles[(done + index) % smiles.length]!,
    )
    await Promise.all(batch.map((one) => chemist.measure(one)))
  }
}

function residentMegabytes(): number {
  collectedHeap()
  return Math.round(process.memoryUsage().rss / 1e6)
}

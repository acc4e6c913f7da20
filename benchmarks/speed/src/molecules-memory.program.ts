import { chemistry, loadRdkit } from '@textgrad/molecules'

import { collectedHeap } from './measure.ts'
import { sampleMolecules } from './sample-molecules.ts'
import type { Table } from './table.ts'

const share = Number(process.argv[2])
const warmUp = 5_000 * share
const scored = 20_000 * share
const others = 2_000 * share
const atOnce = 64

const smiles = sampleMolecules(await loadRdkit())
await using rdkit = chemistry({ threads: 1 })
await everything(warmUp, others)
const before = residentMegabytes()
await everything(scored, others)
const after = residentMegabytes()
const table: Table = {
  name: 'molecules-memory',
  title: `Resident memory while one worker scores ${scored} molecules, runs ${others} reactions and refuses ${others} texts, after a warm-up`,
  columns: ['MB before', 'MB after', 'growth MB', 'live WASM handles'],
  rows: [[before, after, after - before, await rdkit.liveHandles()]],
}
console.log(JSON.stringify(table))

async function everything(measures: number, each: number): Promise<void> {
  await inBatches(measures, (one) => rdkit.measure(one))
  await inBatches(each, (one) => rdkit.neighbours(one, ['[cH:1]>>[c:1]F', '[CH3:1]>>[CH2:1]O']))
  await inBatches(each, (one) => rdkit.measure(`${one}(`))
}

async function inBatches(count: number, ask: (smiles: string) => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const batch = Array.from(
      { length: Math.min(atOnce, count - done) },
      (_, index) => smiles[(done + index) % smiles.length]!,
    )
    await Promise.all(batch.map(ask))
  }
}

function residentMegabytes(): number {
  collectedHeap()
  return Math.round(process.memoryUsage().rss / 1e6)
}

import { spawnGroup, tempDir, type TempDir } from '@textgrad/host'
import { ligandPreparation } from '@textgrad/molecules'

import { dockingReference } from './docking-runs.ts'
import { processorSeconds } from './measure.ts'
import type { Table } from './table.ts'

/** How much processor time the preparation of drug-like molecules takes, Open Babel's included. */
export async function dockingPreparation(count: number): Promise<Table> {
  const all = JSON.parse(dockingReference('prep_molecules.json')) as [string, string][]
  const molecules = all.slice(0, count)
  await using preparation = ligandPreparation({ threads: 1 })
  await preparation.prepare('C')
  await using folder = await tempDir('textgrad-bench-')
  let read = 0
  const seconds: number[] = []
  for (const [, smiles] of molecules) {
    const before = processorSeconds()
    const [ligand] = await preparation.prepare(smiles)
    seconds.push(processorSeconds() - before)
    if (await isRead(folder, ligand!.pdbqt)) read += 1
  }
  const sorted = seconds.toSorted((a, b) => a - b)
  const quantile = (part: number) => Number(sorted[Math.ceil(part * sorted.length) - 1]!.toFixed(2))
  return {
    name: 'ligand-preparation',
    title: 'SMILES to PDBQT, processor seconds for a molecule',
    columns: ['molecules', 'read by Vina', 'median', '95 %', 'longest'],
    rows: [[molecules.length, read, quantile(0.5), quantile(0.95), quantile(1)]],
  }
}

/** Whether Vina scores the ligand, far from any receptor. */
async function isRead(folder: TempDir, pdbqt: string): Promise<boolean> {
  const atom = 'ATOM      1  C   ALA A   1      99.000  99.000  99.000  1.00  0.00     0.000 C \n'
  const receptor = await folder.write('receptor.pdbqt', atom)
  const ligand = await folder.write('ligand.pdbqt', pdbqt)
  const args = ['--receptor', receptor, '--ligand', ligand, '--score_only', '--autobox', '--cpu', '1']
  return spawnGroup('vina', args).then(
    () => true,
    () => false,
  )
}

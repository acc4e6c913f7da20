import { spawnSync } from 'node:child_process'

import {
  canonicalSmiles,
  chemistry,
  loadRdkit,
  measure,
  qedOf,
  readMolecule,
  type Chemistry,
  type Rdkit,
} from '@textgrad/molecules'

import { median } from './measure.ts'
import { sampleMolecules } from './sample-molecules.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const whole = { runs: 5, molecules: Infinity, passes: 3 }
const short: Size = { runs: 1, molecules: 250, passes: 1 }
interface Size {
  readonly runs: number
  readonly molecules: number
  /** Over all molecules, for a run of two workers. */
  readonly passes: number
}

// One untimed pass over 100 molecules, then the same work as ours; imports are not timed.
const program = `
import json, sys, time
from rdkit import Chem, RDLogger
from rdkit.Chem import QED
RDLogger.DisableLog('rdApp.*')
smiles = json.load(sys.stdin)
def judge(s):
    mol = Chem.MolFromSmiles(s)
    return QED.qed(mol, qedProperties=QED.properties(mol))
def timed(work, values):
    start = time.process_time()
    answers = [work(value) for value in values]
    return time.process_time() - start, answers
canonical = lambda s: Chem.MolToSmiles(Chem.MolFromSmiles(s))
timed(judge, smiles[:100]), timed(canonical, smiles[:100])
seconds, values = timed(judge, smiles)
json.dump({'qed': seconds, 'canonical': timed(canonical, smiles)[0], 'values': values}, sys.stdout)`

interface Seconds {
  readonly qed: number
  readonly canonical: number
  readonly values: readonly number[]
}

/** SMILES to QED and its eight properties in one thread, against Python RDKit on the same molecules; two workers against one. */
export async function qed({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  const rdkit = await loadRdkit()
  const smiles = sampleMolecules(rdkit).slice(0, size.molecules)
  measureOurs(rdkit, smiles)
  const ours: Seconds[] = []
  const pythons: Seconds[] = []
  for (let run = 0; run < size.runs; run++) {
    ours.push(measureOurs(rdkit, smiles))
    const python = measurePython(smiles)
    if (python) pythons.push(python)
  }
  return [speed(smiles.length, ours, pythons), await twoWorkers(smiles, size)]
}

function measureOurs(rdkit: Rdkit, smiles: readonly string[]): Seconds {
  const start = processorSeconds()
  const values = smiles.map((one) => judge(rdkit, one))
  const middle = processorSeconds()
  for (const one of smiles) canonicalSmiles(rdkit, one)
  return { qed: middle - start, canonical: processorSeconds() - middle, values }
}

/** Of this process with all of its threads, the collector of garbage among them. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** By the clock, as that is what a second worker is for. */
async function twoWorkers(smiles: readonly string[], { runs, passes }: Size): Promise<Table> {
  await using one = chemistry({ threads: 1 })
  await using two = chemistry({ threads: 2 })
  const rates: [number[], number[]] = [[], []]
  for (const rdkit of [one, two]) await perSecond(rdkit, smiles, passes)
  for (let run = 0; run < runs; run++) {
    rates[0].push(await perSecond(one, smiles, passes))
    rates[1].push(await perSecond(two, smiles, passes))
  }
  const [single, double] = [median(rates[0]), median(rates[1])]
  return {
    name: 'qed-workers',
    title: `Molecules per second through chemistry(), ${passes * smiles.length} molecules, median of ${runs} interleaved runs`,
    columns: ['work', 'one worker', 'two workers', 'ratio'],
    rows: [
      [
        'SMILES -> 8 properties, QED',
        Math.round(single),
        Math.round(double),
        Number((double / single).toFixed(2)),
      ],
    ],
  }
}

async function perSecond(rdkit: Chemistry, smiles: readonly string[], passes: number): Promise<number> {
  const start = performance.now()
  for (let pass = 0; pass < passes; pass++) await Promise.all(smiles.map((one) => rdkit.measure(one)))
  return (1_000 * passes * smiles.length) / (performance.now() - start)
}

function judge(rdkit: Rdkit, smiles: string): number {
  const read = readMolecule(rdkit, smiles)
  return read.ok ? qedOf(measure(read.value)) : Number.NaN
}

function measurePython(smiles: readonly string[]): Seconds | undefined {
  const python = spawnSync('/usr/bin/python3', ['-c', program], {
    input: JSON.stringify(smiles),
    encoding: 'utf8',
  })
  return python.status === 0 ? (JSON.parse(python.stdout) as Seconds) : undefined
}

function speed(count: number, ours: readonly Seconds[], pythons: readonly Seconds[]): Table {
  const rows = (['qed', 'canonical'] as const).map((work) => {
    const [mine, theirs] = [ours, pythons].map((all) => count / median(all.map((one) => one[work])))
    const name = work === 'qed' ? 'SMILES -> 8 properties, QED' : 'SMILES -> canonical SMILES'
    if (pythons.length === 0) return [name, Math.round(mine!), 'python3-rdkit is missing', '']
    return [name, Math.round(mine!), Math.round(theirs!), Number((mine! / theirs!).toFixed(2))]
  })
  const differences = pythons[0]?.values.map((value, index) => Math.abs(value - ours[0]!.values[index]!))
  const equal = differences && `, greatest difference in QED ${Math.max(...differences).toExponential(1)}`
  return {
    name: 'qed-speed',
    title: `Molecules per processor second in one thread: ${count} molecules, median of ${ours.length} interleaved runs${equal ?? ''}`,
    columns: ['work', 'textgrad', 'Python RDKit', 'ratio'],
    rows,
  }
}

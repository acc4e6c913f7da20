import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'

import { rootCall } from '@textgrad/core'
import { sharedPath } from '@textgrad/host/testing'
import { ligandPreparation } from '@textgrad/molecules'
import { bullmq, type BullmqEvaluator } from '@textgrad/workers'
import { redisServer } from '@textgrad/workers/testing'

import { bareVina, fullRuns, sitesOf, type BareRun } from './docking-runs.ts'
import { median } from './measure.ts'
import type { Table } from './table.ts'

export interface DockingBatchOptions {
  readonly rounds: number
  readonly molecules: number
  readonly exhaustiveness: number
}

const target = 'PPARA'
/** Besides those of the reference runs: aspirin and ibuprofen. */
const drugs = ['CC(=O)Oc1ccccc1C(=O)O', 'CC(C)Cc1ccc(C(C)C(=O)O)cc1']
const seed = 1
/** Of the speed-up of bare Vina. */
const least = 0.95

/**
 * Molecules docked by one worker and by two of a core each, and by Vina itself, one process at a time and two, in turns. A
 * second worker is to be worth as much as a second Vina.
 */
export async function workersDocking(
  // What is not Vina weighs four times as much as at the usual 8.
  options: DockingBatchOptions = { rounds: 3, molecules: 20, exhaustiveness: 2 },
): Promise<Table> {
  const { rounds, exhaustiveness } = options
  const smiles = differentMolecules(options.molecules)
  const bare = await bareRuns(smiles, exhaustiveness)
  await using redis = await redisServer()
  const seconds = { bareOne: [], bareTwo: [], one: [], two: [] } as Record<string, number[]>
  const loads: number[] = []
  for (let round = 0; round < rounds; round++) {
    loads.push(loadavg()[0]!)
    seconds['bareOne']!.push(await timed(() => bareVina(bare, 1)))
    seconds['one']!.push(await byWorkers(1, redis.url, { smiles, exhaustiveness }))
    seconds['bareTwo']!.push(await timed(() => bareVina(bare, 2)))
    seconds['two']!.push(await byWorkers(2, redis.url, { smiles, exhaustiveness }))
  }
  const [bareOne, bareTwo, one, two] = ['bareOne', 'bareTwo', 'one', 'two'].map((way) =>
    median(seconds[way]!),
  )
  const [ofVina, ofWorkers] = [bareOne! / bareTwo!, one! / two!]
  return {
    name: 'workers-docking',
    title:
      `${smiles.length} molecules docked into ${target}, exhaustiveness ${exhaustiveness}, nothing cached; median of ${rounds} interleaved rounds at ` +
      `loads of ${loads.map((load) => load.toFixed(1)).join(', ')}. Required: the speed-up of a second worker >= ${least} x that of a second Vina`,
    columns: ['', 'one, s', 'two, s', 'speed-up', 'to that of Vina', 'kept'],
    rows: [
      ['vina by hand', ...shown(bareOne!, bareTwo!, ofVina), '', ''],
      [
        'workers of one core',
        ...shown(one!, two!, ofWorkers, ofWorkers / ofVina),
        ofWorkers / ofVina >= least,
      ],
    ],
  }
}

/** Each once: equal jobs would be one. What takes long comes first, so that no core is idle at the end. */
function differentMolecules(count: number): readonly string[] {
  const all = [...new Set([...fullRuns().map(({ smiles }) => smiles), ...drugs])]
  if (all.length < count) throw new RangeError(`Expected at most ${all.length} molecules, got ${count}`)
  return all.slice(-count).toSorted((a, b) => b.length - a.length)
}

function shown(...values: readonly number[]): string[] {
  return values.map((value) => value.toFixed(3))
}

/** The same ligands as the workers dock: how long it takes depends on the conformer. */
async function bareRuns(smiles: readonly string[], exhaustiveness: number): Promise<readonly BareRun[]> {
  const runs = smiles.map((one) => ({ target, smiles: one, ligand: '', seed, exhaustiveness }))
  const site = (await sitesOf(runs)).get(target)!
  await using preparation = ligandPreparation({ threads: 1 })
  return await Promise.all(
    smiles.map(async (one) => {
      const [ligand] = await preparation.prepare(one)
      return { ...site, pdbqt: ligand!.pdbqt, exhaustiveness, seed }
    }),
  )
}

interface Batch {
  readonly smiles: readonly string[]
  readonly exhaustiveness: number
}

/** Seconds for a batch on so many workers, each on a core of its own, that have docked before. */
async function byWorkers(
  count: number,
  redisUrl: string,
  { smiles, exhaustiveness }: Batch,
): Promise<number> {
  const crew = await Promise.all(Array.from({ length: count }, (_, core) => workerOn(core, redisUrl)))
  try {
    await using evaluator = await bullmq({ redisUrl })
    const dock = (one: string): Promise<number> => docked(evaluator, one, exhaustiveness)
    // Each sets the task up for its first molecule.
    await Promise.all(['CCO', 'CCCO'].slice(0, count).map(dock))
    return await timed(async () => {
      const scores = await Promise.all(smiles.map(dock))
      if (scores.some((score) => !Number.isFinite(score))) throw new Error('A molecule was not docked')
    })
  } finally {
    await Promise.all(crew.map(end))
  }
}

async function docked(evaluator: BullmqEvaluator, smiles: string, exhaustiveness: number): Promise<number> {
  const config = {
    start: 'CCO',
    weights: 'vina=1',
    bind: [target],
    targets: sharedPath('data/dockstring')!,
    exhaustiveness,
    dockingSeed: seed,
  }
  const run = { task: 'molecules', config, engine: '', version: '' }
  const job = { run, seed, path: smiles, candidate: { smiles } }
  const { metrics } = await evaluator.evaluate(job, rootCall({ path: smiles }))
  return metrics['vina'] ?? Number.NaN
}

async function workerOn(core: number, redisUrl: string): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'workers-docking.program.ts')
  const args = ['--cpu-list', String(core), process.execPath, program, redisUrl]
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [first] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
  if (String(first) !== 'ready\n') throw new Error('A worker did not start')
  return child
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

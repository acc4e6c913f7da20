import { contentCache, tempDir, type ContentCache } from '@textgrad/host'
import { dockingPool, ligandPreparation, vina, type DockingPool } from '@textgrad/molecules'

import { dockingPreparation } from './docking-preparation.ts'
import { watchVina } from './docking-processes.ts'
import {
  bareVina,
  dockingReference,
  fullRuns,
  quickRuns,
  sitesOf,
  type BareRun,
  type ReferenceRun,
} from './docking-runs.ts'
import { median, processorSeconds } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const cores = 2
const whole = { rounds: 3, usual: 5, quick: 15, scheduled: 16, prepared: Infinity }
const short: Size = { rounds: 1, usual: 0, quick: 2, scheduled: 4, prepared: 4 }
interface Size {
  readonly rounds: number
  /** Molecules of usual size, and of a second. */
  readonly usual: number
  readonly quick: number
  readonly scheduled: number
  readonly prepared: number
}

interface Batch {
  readonly runs: readonly ReferenceRun[]
  /** The same, prepared: what bare Vina is given. */
  readonly bare: readonly BareRun[]
}

/** Docking against bare Vina on the same molecules; scheduling; how long molecules take to get ready. */
export async function docking({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  return [await overhead(size), await scheduling(size), await dockingPreparation(size.prepared)]
}

/** Seconds of the clock and of processors. */
interface Seconds {
  readonly wall: number
  readonly processor: number
}

const ways = ['bare', 'prepared', 'bareOwn', 'smiles', 'repeated'] as const

/** Those of usual size begin. */
async function overhead({ rounds, ...size }: Size): Promise<Table> {
  const usual = fullRuns().filter(({ vina123_cpu1: { cpu_s } }) => cpu_s > 16 && cpu_s < 19.5)
  const batch = await batchOf([...usual.slice(0, size.usual), ...quickRuns().slice(0, size.quick)])
  // Vina's time depends on the conformer, so what starts from SMILES is compared with Vina on the same ligands.
  const own = await ownLigands(batch)
  const measured: Record<(typeof ways)[number], Seconds[]> = {
    bare: [],
    prepared: [],
    bareOwn: [],
    smiles: [],
    repeated: [],
  }
  const taken: number[] = []
  let dockings = 0
  for (let round = 0; round < rounds; round++) {
    measured.bare.push(await timed(() => bareVina(batch.bare, cores)))
    measured.prepared.push(await timed(() => dockPrepared(batch)))
    measured.bareOwn.push(await timed(() => bareVina(own, cores)))
    await using folder = await tempDir('textgrad-bench-')
    const cache = contentCache(folder.path)
    const pool = dockingPool({ cores })
    const first = await timed(() => occupancy(pool, () => dockSmiles(batch, { pool, cache })))
    measured.smiles.push(first)
    taken.push(first.result)
    const again = await timed(() => dockSmiles(batch, { pool, cache }))
    measured.repeated.push(again)
    dockings += again.result
  }
  const row = (name: string, way: (typeof ways)[number], byHand: (typeof ways)[number]) => {
    const [own, other] = [way, byHand].map((one) => ({
      wall: median(measured[one].map(({ wall }) => wall)),
      processor: median(measured[one].map(({ processor }) => processor)),
    }))
    return [
      name,
      rounded(own!.wall),
      rounded(own!.wall / other!.wall, 3),
      rounded(own!.processor),
      rounded(own!.processor / other!.processor, 3),
    ]
  }
  return {
    name: 'docking-overhead',
    title: `${batch.runs.length} molecules on ${cores} cores, median of ${rounds} interleaved rounds; cores taken ${Math.round(median(taken) * 100)} %; dockings when repeated ${dockings}`,
    columns: ['', 'clock, s', 'to by hand', 'processors, s', 'to by hand'],
    rows: [
      row("vina by hand, the reference's ligands", 'bare', 'bare'),
      row('the same ligands to poses and contacts', 'prepared', 'bare'),
      row('vina by hand, the ligands prepared here', 'bareOwn', 'bare'),
      row('SMILES to poses and contacts', 'smiles', 'bareOwn'),
      row("SMILES, to Vina on the reference's ligands", 'smiles', 'bare'),
      row('the same again, from the cache', 'repeated', 'bare'),
    ],
  }
}

/** Dockings of a second, in the order of the list, and by hand in the best: the longest first. */
async function scheduling({ rounds, scheduled }: Size): Promise<Table> {
  const runs = quickRuns().slice(-whole.scheduled).slice(0, scheduled)
  const batch = await batchOf(runs)
  const best = await batchOf(runs.toSorted((a, b) => b.cpu_s - a.cpu_s))
  const [byHand, ours]: [number[], number[]] = [[], []]
  let [vinas, threads, memory] = [0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    byHand.push((await timed(() => bareVina(best.bare, cores))).wall)
    const { wall, result } = await timed(() => watchVina(() => dockPrepared(batch)))
    ours.push(wall)
    vinas = Math.max(vinas, result.vinas)
    threads = Math.max(threads, result.threads)
    memory = Math.max(memory, result.memory)
  }
  const [first, second] = [median(byHand), median(ours)]
  return {
    name: 'docking-scheduling',
    title: `${scheduled} dockings on ${cores} cores, median of ${rounds} interleaved rounds`,
    columns: ['', 'clock, s', 'to by hand', 'vinas at once', 'threads at once', 'memory, GB'],
    rows: [
      ['vina by hand, the longest first', rounded(first), 1, '', '', ''],
      ['dockingPool', rounded(second), rounded(second / first, 3), vinas, threads, rounded(memory / 1e9)],
    ],
  }
}

async function batchOf(runs: readonly ReferenceRun[]): Promise<Batch> {
  const sites = await sitesOf(runs)
  const bare = runs.map(({ target, ligand, exhaustiveness, seed }) => ({
    ...sites.get(target)!,
    pdbqt: dockingReference(`ligands/${ligand}`),
    exhaustiveness,
    seed,
  }))
  return { runs, bare }
}

async function ownLigands({ runs, bare }: Batch): Promise<readonly BareRun[]> {
  await using preparation = ligandPreparation({ threads: cores })
  return await Promise.all(
    bare.map(async (run, index) => {
      const [ligand] = await preparation.prepare(runs[index]!.smiles)
      return { ...run, pdbqt: ligand!.pdbqt }
    }),
  )
}

async function dockPrepared({ bare }: Batch): Promise<void> {
  const pool = dockingPool({ cores })
  await Promise.all(
    bare.map(async ({ pdbqt, ...options }) => {
      await using program = vina({ ...options, pool })
      await program.dockPdbqt(pdbqt)
    }),
  )
}

/** Returns how often Vina was run. */
async function dockSmiles(
  { runs, bare }: Batch,
  { pool, cache }: { readonly pool: DockingPool; readonly cache: ContentCache },
): Promise<number> {
  await using preparation = ligandPreparation({ threads: cores, cache })
  const dockings = await Promise.all(
    runs.map(async ({ smiles }, index) => {
      const { receptor, box, exhaustiveness, seed } = bare[index]!
      await using program = vina({ receptor, box, exhaustiveness, seed, pool, preparation, cache })
      await program.dock(smiles)
      return program.counts().dockings
    }),
  )
  return dockings.reduce((sum, one) => sum + one, 0)
}

/** The share of a pool's cores that was taken while `run` ran. */
async function occupancy(pool: DockingPool, run: () => Promise<unknown>): Promise<number> {
  const seen: number[] = []
  const timer = setInterval(() => seen.push(pool.running), 20)
  try {
    await run()
  } finally {
    clearInterval(timer)
  }
  return seen.reduce((sum, one) => sum + one, 0) / seen.length / pool.cores
}

async function timed<T>(run: () => Promise<T>): Promise<Seconds & { readonly result: T }> {
  const start = performance.now()
  const before = processorSeconds()
  const result = await run()
  return { wall: (performance.now() - start) / 1000, processor: processorSeconds() - before, result }
}

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

import { availableParallelism } from 'node:os'

import {
  gradient,
  optimize,
  rootCall,
  TGD,
  validateConfig,
  type Evaluated,
  type Strategy,
} from '@textgrad/core'
import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { molecules, paperFragments } from '@textgrad/molecules'
import { evolutionary } from '@textgrad/search'

import { median } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

type Fragment = keyof typeof paperFragments

const fragments = Object.keys(paperFragments) as Fragment[]
const targets = ['PPARD', 'DRD2', 'F2']
const shareRequired = 0.8

/**
 * Design for targets without a model: rules against evolutionary search at equal dockings, from the TextGrad paper's
 * fragments, with DOCKSTRING's targets in ../shared/data/dockstring. So many dockings take half an hour:
 * TEXTGRAD_BENCH_STEPS (default: 10) and TEXTGRAD_BENCH_CASES (default: 9) make it shorter.
 */
export async function moleculesDesign({ quick }: Extent): Promise<readonly Table[]> {
  const folder = sharedPath('data/dockstring')
  if (folder === undefined) throw new Error('Expected the targets of DOCKSTRING in ../shared/data/dockstring')
  const { steps, cases, seedsAgain } = quick ? short : whole
  return againstEvolution(folder, {
    steps: Number(process.env['TEXTGRAD_BENCH_STEPS'] ?? steps),
    cases: Number(process.env['TEXTGRAD_BENCH_CASES'] ?? cases),
    seedsAgain,
  })
}

interface Size {
  readonly steps: number
  readonly cases: number
  /** Seeds that the start and the end are docked with again. */
  readonly seedsAgain: readonly number[]
}

const whole: Size = { steps: 10, cases: 9, seedsAgain: [1001, 1002, 1003] }
const short: Size = { steps: 1, cases: 1, seedsAgain: [1001] }

interface Case {
  readonly target: string
  readonly start: Fragment
}

async function againstEvolution(folder: string, size: Size): Promise<Table[]> {
  const { steps, cases } = size
  const all = targets.flatMap((target) => fragments.map((start): Case => ({ target, start }))).slice(0, cases)
  const rows: Table['rows'][number][] = []
  const curves: Table['rows'][] = []
  const queue = all.entries()
  const work = async () => {
    for (const [index, one] of queue) {
      const { row, best } = await bothWays(one, folder, size)
      rows[index] = row
      curves[index] = best
    }
  }
  // Each docks one molecule after the other, as both ways do by nature.
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return [outcome(rows, size), trajectories(curves.flat(), steps)]
}

async function bothWays(
  { target, start }: Case,
  folder: string,
  { steps, seedsAgain }: Size,
): Promise<{ readonly row: Table['rows'][number]; readonly best: Table['rows'] }> {
  await using cache = await tempDir('bench-docking-')
  const settings = {
    start,
    objective: 'paper',
    targets: folder,
    bind: [target],
    exhaustiveness: 2,
    dockingCache: cache.path,
  }
  const name = `${start}, ${target}`
  const rules = await designed(settings, steps, byRules)
  const search = await designed(settings, steps, byEvolution)
  const [from, to, other] = [
    await scoreAgain(settings, rules.first, seedsAgain),
    await scoreAgain(settings, rules.best, seedsAgain),
    await scoreAgain(settings, search.best, seedsAgain),
  ]
  const [gain, otherGain] = [from - to, from - other]
  console.error(`${name}: ${from.toFixed(2)}, rules ${to.toFixed(2)}, evolutionary ${other.toFixed(2)}`)
  return {
    row: [
      name,
      from.toFixed(2),
      to.toFixed(2),
      other.toFixed(2),
      (gain / otherGain).toFixed(2),
      gain >= 0,
      gain >= shareRequired * otherGain,
      rules.curve.length,
      search.curve.length,
      rules.seconds,
      search.seconds,
      rules.best,
    ],
    best: Object.entries({ rules, search }).map(([who, { curve }]) => [
      name,
      who,
      ...curve.map((score) => score.toFixed(2)),
    ]),
  }
}

function outcome(rows: Table['rows'], { steps, seedsAgain }: Size): Table {
  const good = rows.filter((row) => row[6] === true).length
  const worse = rows.filter((row) => row[5] !== true).length
  return {
    name: 'molecules-docking',
    title:
      `s_overall = Vina + (1 - QED), lower is better, after ${steps} dockings of the rules and as many of evolutionary(); ` +
      `docked again with ${seedsAgain.length} other seeds, medians. Worse than the start: ${worse}; at least ` +
      `${100 * shareRequired} % of the other's gain: ${good} of ${rows.length}`,
    columns: [
      'start, target',
      'at the start',
      'rules',
      'evolutionary',
      'share of its gain',
      'no worse than the start',
      'at least 80 %',
      'dockings of rules',
      'of evolutionary',
      'seconds of rules',
      'of evolutionary',
      'molecule of the rules',
    ],
    rows,
  }
}

function trajectories(curves: Table['rows'], steps: number): Table {
  return {
    name: 'molecules-docking-curves',
    title: 'Best s_overall after each docking',
    columns: ['start, target', 'by', ...Array.from({ length: steps + 1 }, (_, docking) => String(docking))],
    // A search that failed to dock some has shorter curves.
    rows: curves.map((row) => [...row, ...Array.from({ length: steps + 3 - row.length }, () => '')]),
  }
}

type Settings = Readonly<Record<string, unknown>>

interface Designed {
  readonly first: string
  readonly best: string
  /** The best cost after each docking. */
  readonly curve: readonly number[]
  readonly seconds: number
}

type Improve = (config: unknown) => { strategy: Strategy; close: () => Promise<void> }

const byRules: Improve = (config) => {
  const engine = molecules.rules!(config as never)
  return {
    strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
    close: async () => engine[Symbol.asyncDispose]?.(),
  }
}

/** Few survivors and children, as there is little to spend. */
const byEvolution: Improve = () => ({
  strategy: evolutionary({ population: 4, offspring: 2 }),
  close: async () => undefined,
})

async function designed(settings: Settings, dockings: number, improve: Improve): Promise<Designed> {
  const began = performance.now()
  const config = await validateConfig(molecules.config, settings)
  await using problem = await molecules.setup(config, {})
  const { strategy, close } = improve(config)
  const curve: number[] = []
  let [first, best] = ['', '']
  try {
    const all: Evaluated[] = []
    const run = optimize(problem, {
      strategy,
      seed: 1,
      steps: 10 * dockings,
      stop: () => all.length >= dockings,
      emit(event) {
        if (event.type !== 'evaluation') return
        const cost = event.evaluation.metrics['cost'] ?? Infinity
        if (curve.length > dockings) return
        if (curve.length === 0) first = event.candidate['smiles']!
        if (curve.length === 0 || cost < curve.at(-1)!) best = event.candidate['smiles']!
        curve.push(Math.min(cost, curve.at(-1) ?? Infinity))
      },
    })
    for await (const { tried } of run) all.push(...tried)
  } finally {
    await close()
  }
  return { first, best, curve, seconds: Math.round((performance.now() - began) / 1_000) }
}

/** The median cost with other seeds of docking. */
async function scoreAgain(settings: Settings, start: string, seeds: readonly number[]): Promise<number> {
  const costs: number[] = []
  for (const dockingSeed of seeds) {
    const config = await validateConfig(molecules.config, { ...settings, start, dockingSeed })
    await using problem = await molecules.setup(config, {})
    const { metrics } = await problem.build(problem.start).evaluate([], rootCall())
    costs.push(metrics['cost'] ?? Infinity)
  }
  return median(costs)
}

import { tempDir } from '@textgrad/host'
import { protocol } from '@textgrad/radiotherapy'
import { gpEi, randomSearch } from '@textgrad/search'

import { looksOf, pairs, type Contender, type Look, type Pair } from './plan-runs.ts'
import { solvesIn } from './plan-solves.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const random: Contender = { name: 'random', form: 'numbers', make: () => randomSearch() }
const gp: Contender = { name: 'gp-ei', form: 'numbers', make: () => gpEi({ initial: 5 }) }
const seed = 1

/**
 * Which hard goals of the protocols can be met together: of each phantom with each protocol that applies to it, the largest sets
 * that any of 200 random solves meets, or of 50 of GP-EI, over all weights and dose levels that may be turned. Once all are met
 * there is nothing larger to look for. It takes long; TEXTGRAD_BENCH_PLANS names a folder that keeps the solves, from which it
 * goes on. TEXTGRAD_BENCH_STEPS (default: 200 random solves, and a quarter of it
 * for GP-EI) and TEXTGRAD_BENCH_CASES (default: 7 pairs) make it shorter.
 */
export async function planGoals({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? { solves: 3, pairs: 1 } : { solves: 200, pairs: pairs.length }
  const solves = Number(process.env['TEXTGRAD_BENCH_STEPS'] ?? size.solves)
  await using folder = await tempDir('bench-plans-')
  const journal = solvesIn(process.env['TEXTGRAD_BENCH_PLANS'] ?? folder.path)
  const rows: (string | number)[][] = []
  for (const pair of pairs.slice(0, Number(process.env['TEXTGRAD_BENCH_CASES'] ?? size.pairs))) {
    const looks: Look[] = []
    for (const [by, count] of [
      [random, solves],
      [gp, Math.ceil(solves / 4)],
    ] as const)
      if (!looks.some(meetsAll)) {
        // The start is the same for everybody, and none of what is searched.
        const [, ...found] = await looksOf({ ...pair }, by, {
          seed,
          solves: count + 1,
          isEnough: meetsAll,
          journal,
        })
        looks.push(...found)
      }
    rows.push(...rowsOf(pair, looks))
  }
  return [
    {
      name: 'plan-goals',
      title:
        `Hard goals that any of ${solves} random solves, or else ${Math.ceil(solves / 4)} of GP-EI, meets together: the largest ` +
        `sets (seed ${seed}; weights from 1 to 100000, organs from 0 Gy to the prescription; bixels of 10 mm). ` +
        `Made by npm run --silent bench -- plan-goals --json`,
      columns: [
        'case',
        'goals',
        'spacing',
        'accuracy',
        'iterations',
        'hard',
        'together',
        'first after',
        'solves',
        'which',
      ],
      rows,
    },
  ]
}

const meetsAll = ({ hard }: Look): boolean => hard.length === 0

/** A row for each set of goals that were met together and that is no part of another such set. */
function rowsOf(pair: Pair, looks: readonly Look[]): (string | number)[][] {
  const hard = protocol(pair.goals)!
    .goals.filter(({ tier }) => tier === 'hard')
    .map(({ text }) => text)
  const met = looks.map(({ hard: missed }) => hard.filter((goal) => !missed.includes(goal)))
  return largest(met).map((set) => [
    pair.case,
    pair.goals,
    pair.spacing,
    pair.accuracy,
    pair.iterations,
    hard.length,
    set.length,
    1 + met.findIndex((one) => set.every((goal) => one.includes(goal))),
    looks.length,
    set.join('; '),
  ])
}

/** The sets that are no part of another. */
function largest(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const kept: (readonly string[])[] = []
  for (const set of sets.toSorted((a, b) => b.length - a.length))
    if (!kept.some((other) => set.every((goal) => other.includes(goal)))) kept.push(set)
  return kept
}

import { tempDir } from '@textgrad/host'
import { cmaEs, gpEi, nelderMead, randomSearch } from '@textgrad/search'

import { median } from './measure.ts'
import { looksOf, pairs, rules, type Contender, type Look } from './plan-runs.ts'
import { solvesIn } from './plan-solves.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

/** Goals that plans of the C-shape reach with some settings and miss with most. */
const sevenGoals = [
  'PTV D95% >= 50 Gy',
  'PTV D10% <= 58 Gy',
  'PTV D99% >= 46 Gy',
  'PTV CI(47.5 Gy) >= 0.72',
  'Core D10% <= 30 Gy',
  'Core mean <= 22 Gy',
  'Body V30Gy <= 57 %',
]

/** What is tuned: the C-shape to goals of many kinds, and each phantom to each protocol that applies to it. */
const subjects: readonly { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }[] = [
  // Weights may differ by a factor of a thousand, as in published comparisons of such searches.
  {
    name: 'seven goals',
    settings: { case: 'c-shape', goal: sevenGoals, spacing: 5, minWeight: 10, maxWeight: 10_000 },
  },
  ...pairs.map((pair) => ({ name: pair.goals, settings: { ...pair } })),
]

/** Rules and Nelder-Mead use no seed. */
const contenders: readonly (Contender & { readonly isRandom: boolean })[] = [
  { ...rules, isRandom: false },
  { name: 'random', form: 'numbers', make: () => randomSearch(), isRandom: true },
  { name: 'nelder-mead', form: 'numbers', make: () => nelderMead({ edge: 0.25 }), isRandom: false },
  { name: 'cma-es', form: 'numbers', make: () => cmaEs(), isRandom: true },
  { name: 'gp-ei', form: 'numbers', make: () => gpEi({ initial: 5 }), isRandom: true },
]

const whole = { counts: [10, 20], seeds: 3, subjects }
/** The coarsest phantom, of which a solve takes a second. */
const short = { counts: [2, 3], seeds: 1, subjects: subjects.slice(1, 2) }

/**
 * Tuning a plan without a model: rules against search of the same settings, by the best scorecard after 10 and 20 solves, from
 * the TextGrad paper's start (all weights 100, organs at 0 Gy). TEXTGRAD_BENCH_SEEDS (default: 3) says how many seeds,
 * TEXTGRAD_BENCH_CASES how many of the subjects; TEXTGRAD_BENCH_PLANS names a folder that keeps the solves.
 */
export async function plans({ quick }: Extent): Promise<readonly Table[]> {
  const { counts, ...size } = quick ? short : whole
  const solves = counts.at(-1)!
  const seeds = Number(process.env['TEXTGRAD_BENCH_SEEDS'] ?? size.seeds)
  const chosen = size.subjects.slice(0, Number(process.env['TEXTGRAD_BENCH_CASES'] ?? subjects.length))
  await using folder = await tempDir('bench-plans-')
  const journal = solvesIn(process.env['TEXTGRAD_BENCH_PLANS'] ?? folder.path)
  const rows: (string | number)[][] = []
  for (const { name, settings } of chosen)
    for (const contender of contenders) {
      const runs: (readonly Look[])[] = []
      for (let seed = 1; seed <= (contender.isRandom ? seeds : 1); seed++)
        runs.push(
          await looksOf({ ...settings, until: 'all' }, contender, {
            seed,
            solves,
            isEnough: ({ cost }) => cost === 0,
            journal,
          }),
        )
      rows.push([name, contender.name, runs.length, ...counts.flatMap((count) => scorecardOf(runs, count))])
    }
  return [
    {
      name: 'plans',
      title:
        'The best plan after so many solves, medians over seeds: its cost, which is the sum of squared per cents by which goals ' +
        'are missed, 0 where all are met; how many goals it misses; and in how many runs none',
      columns: [
        'goals',
        'by',
        'seeds',
        ...counts.flatMap((count) => [`cost at ${count}`, `missed at ${count}`, `met at ${count}`]),
      ],
      rows,
    },
  ]
}

/** Of the best plan of each run until then. */
function scorecardOf(runs: readonly (readonly Look[])[], count: number): readonly [number, number, string] {
  const best = runs.map((looks) => looks.slice(0, count).reduce((a, b) => (b.cost < a.cost ? b : a)))
  const met = best.filter(({ cost }) => cost === 0).length
  return [
    Number(median(best.map(({ cost }) => cost)).toPrecision(4)),
    median(best.map(({ hard, soft }) => hard.length + soft.length)),
    `${met} of ${runs.length}`,
  ]
}

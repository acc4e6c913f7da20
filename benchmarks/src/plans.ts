import { gradient, optimize, TGD, validateConfig, type Engine, type Strategy } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'
import { cmaEs, gpEi, nelderMead, randomSearch } from '@textgrad/search'

import { median } from './measure.ts'
import type { Table } from './table.ts'

/** Goals that plans of the C-shape reach with some settings and miss with most. */
const goals = [
  'PTV D95% >= 50 Gy',
  'PTV D10% <= 58 Gy',
  'PTV D99% >= 46 Gy',
  'PTV CI(47.5 Gy) >= 0.72',
  'Core D10% <= 30 Gy',
  'Core mean <= 22 Gy',
  'Body V30Gy <= 57 %',
]

/** Weights may differ by a factor of a thousand, as in published comparisons of such searches. */
const settings = {
  case: 'c-shape',
  goal: goals,
  start: 'flat',
  minWeight: 10,
  maxWeight: 10_000,
  until: 'all',
} as const

interface Contender {
  readonly name: string
  readonly form: 'text' | 'numbers'
  readonly make: (engine: Engine) => Strategy
  /** Whether the seed makes a difference. */
  readonly isRandom: boolean
}

const contenders: readonly Contender[] = [
  {
    name: 'rules',
    form: 'text',
    make: (engine) => gradient(({ parameters }) => new TGD(parameters, { engine })),
    isRandom: false,
  },
  { name: 'random', form: 'numbers', make: () => randomSearch(), isRandom: true },
  { name: 'nelder-mead', form: 'numbers', make: () => nelderMead({ edge: 0.25 }), isRandom: false },
  { name: 'cma-es', form: 'numbers', make: () => cmaEs(), isRandom: true },
  { name: 'gp-ei', form: 'numbers', make: () => gpEi({ initial: 5 }), isRandom: true },
]

const looks = [1, 5, 10, 20]

/**
 * Tuning a plan without a model: rules against search of the same settings, by the best scorecard after so many solves, from
 * the TextGrad paper's start (all weights 100, organs at 0 Gy). TEXTGRAD_BENCH_SEEDS (default: 5) and
 * TEXTGRAD_BENCH_STEPS (default: 20 solves) make it shorter.
 */
export async function plans(): Promise<readonly Table[]> {
  const seeds = Number(process.env['TEXTGRAD_BENCH_SEEDS'] ?? 5)
  const solves = Number(process.env['TEXTGRAD_BENCH_STEPS'] ?? 20)
  const rows: (string | number)[][] = []
  for (const contender of contenders) {
    const runs: (readonly number[])[] = []
    for (let seed = 1; seed <= (contender.isRandom ? seeds : 1); seed++)
      runs.push(await bestCosts(contender, { seed, solves }))
    const at = (solve: number): string => figure(median(runs.map((run) => run[solve - 1] ?? run.at(-1)!)))
    const met = runs.filter((run) => run.at(-1) === 0).length
    rows.push([
      contender.name,
      runs.length,
      ...looks.filter((look) => look <= solves).map(at),
      `${met} of ${runs.length}`,
    ])
  }
  return [
    {
      name: 'plans-cshape',
      title:
        `Cost of the best plan of the C-shape after so many solves, medians over seeds: the sum of squared per cents by which ` +
        `${goals.length} goals are missed, 0 is all met`,
      columns: [
        'by',
        'seeds',
        ...looks.filter((look) => look <= solves).map((look) => `after ${look}`),
        'all met',
      ],
      rows,
    },
  ]
}

interface Extent {
  readonly seed: number
  readonly solves: number
}

/** The best cost after each solve, the start first. */
async function bestCosts({ form, make }: Contender, { seed, solves }: Extent): Promise<readonly number[]> {
  const config = await validateConfig(radiotherapy.config, { form, ...settings })
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const costs: number[] = []
  const run = optimize(problem, {
    strategy: make(engine),
    seed,
    steps: 10 * solves,
    target: 0,
    budget: { evaluations: solves },
    emit(event) {
      if (event.type === 'evaluation')
        costs.push(Math.min(event.evaluation.metrics['cost'] ?? Infinity, costs.at(-1) ?? Infinity))
    },
  })
  for await (const _ of run) if (costs.length >= solves) break
  return costs
}

const figure = (value: number): string => String(Number(value.toPrecision(4)))

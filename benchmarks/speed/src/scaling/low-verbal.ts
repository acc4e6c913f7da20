import { gradient, TGD, type Engine, type Problem, type Strategy } from '@textgrad/core'
import { cmaEs, evolutionary, gpEi, hillClimb, nelderMead, randomSearch } from '@textgrad/search'

import type { Table } from '../table.ts'
import { usualListening } from './listener.ts'
import { mover, numbersAsSpace, numbersInWords } from './numbers.ts'
import { order, sorter } from './order.ts'
import { rounded, type Lab, type Trial } from './trials.ts'

export interface LowVerbalSizes {
  readonly numbers: readonly number[]
  readonly orders: readonly number[]
  /** Evaluations of each run, the start's among them. */
  readonly evaluations: number
}

/** Whoever works on a problem, of a size and for a seed. */
interface Contender {
  readonly by: string
  readonly trial: (size: number, seed: number) => Omit<Trial, 'limits'>
}

/** Tasks in which words help little, against searches without a model at as many evaluations. */
export async function lowVerbalTables(lab: Lab, sizes: LowVerbalSizes): Promise<readonly Table[]> {
  const { evaluations } = sizes
  const extent = `medians of ${lab.seeds} seeds after ${evaluations} evaluations each`
  const numbers = await rowsOf(lab, { evaluations, sizes: sizes.numbers, contenders: numberContenders(lab) })
  const orders = await rowsOf(lab, { evaluations, sizes: sizes.orders, contenders: orderContenders(lab) })
  return [
    {
      name: 'scaling-numbers',
      title: `Hidden numbers from 0 to 1: how far off the best are (root of the mean square; lower is better), ${extent}`,
      columns: ['numbers', 'by', 'distance', 'evaluations', 'calls'],
      rows: numbers.map(([size, by, score, ...rest]) => [size!, by!, -Number(score), ...rest]),
    },
    {
      name: 'scaling-order',
      title: `A hidden order: share of pairs that the best has in the right order, ${extent}`,
      columns: ['letters', 'by', 'share', 'evaluations', 'calls'],
      rows: orders,
    },
  ]
}

interface Series {
  readonly evaluations: number
  readonly sizes: readonly number[]
  readonly contenders: readonly Contender[]
}

async function rowsOf(lab: Lab, { evaluations, sizes, contenders }: Series): Promise<Table['rows']> {
  const rows: Table['rows'][number][] = []
  for (const size of sizes)
    for (const { by, trial } of contenders) {
      const limits = { budget: { evaluations }, steps: evaluations - 1, target: 1 }
      const outcome = await lab.run((seed) => ({ ...trial(size, seed), limits }))
      rows.push([
        size,
        by,
        rounded(outcome.median, 3),
        rounded(outcome.evaluations, 1),
        rounded(outcome.calls, 1),
      ])
    }
  return rows
}

const tgd = (engine: Engine): Strategy =>
  gradient(({ parameters }) => new TGD(parameters, { engine }), { mode: 'per-edge' })

const searchOfNumbers = (by: string, make: () => Strategy): Contender => ({
  by,
  trial: (numbers, seed) => ({ problem: numbersAsSpace({ numbers, seed }), strategy: make() }),
})

function numberContenders(lab: Lab): readonly Contender[] {
  const told = (['the worst number', 'the score alone'] as const).map((what): Contender => ({
    by: `TGD, told ${what}`,
    trial: (numbers, seed) => ({
      problem: numbersInWords({ numbers, seed }, what),
      strategy: tgd(lab.engine(() => mover(usualListening))),
    }),
  }))
  return [
    ...told,
    searchOfNumbers('random', () => randomSearch()),
    searchOfNumbers('evolutionary', () => evolutionary({ population: 6 })),
    searchOfNumbers('nelder-mead', () => nelderMead()),
    searchOfNumbers('cma-es', () => cmaEs()),
    searchOfNumbers('gp-ei', () => gpEi()),
  ]
}

const searchOfOrder = (by: string, make: () => Strategy): Contender => ({
  by,
  trial: (letters, seed) => ({ problem: order(letters, seed, 'the score alone'), strategy: make() }),
})

function orderContenders(lab: Lab): readonly Contender[] {
  const told = (['a wrong pair', 'the score alone'] as const).map((what): Contender => ({
    by: `TGD, told ${what}`,
    trial: (letters, seed): { problem: Problem; strategy: Strategy } => ({
      problem: order(letters, seed, what),
      strategy: tgd(lab.engine(() => sorter(usualListening))),
    }),
  }))
  return [
    ...told,
    searchOfOrder('random', () => randomSearch()),
    searchOfOrder('hill-climb', () => hillClimb({ neighbours: 1 })),
    searchOfOrder('evolutionary', () => evolutionary({ population: 6 })),
  ]
}

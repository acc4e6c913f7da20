import type { Findings } from '../report/findings.ts'
import { evaluationsTo, scoreAt } from './best-so-far.ts'
import { bootstrapInterval, median, type Interval } from './bootstrap.ts'
import { pairTest, type PairTest } from './pair-test.ts'
import type { Trial } from './trial.ts'

export interface SummaryOptions {
  /** Evaluations that every trial may make. */
  readonly budget: number
  /** After how many evaluations the best is told (default: a tenth, a fifth, half and all of the budget). */
  readonly checkpoints?: readonly number[]
  /** The score to reach, from which on a trial counts as right. */
  readonly target?: number
  /** Of the resampling (default: 1). */
  readonly seed?: number
}

/** A median over all trials with its bootstrap interval of 95 %; nulls before every trial has evaluated something. */
export interface Checkpoint {
  readonly evaluations: number
  readonly median: number | null
  readonly from: number | null
  readonly to: number | null
}

export interface OptimizerSummary {
  readonly optimizer: string
  readonly trials: number
  readonly best: readonly Checkpoint[]
  /** The median of the evaluations until the target; null where half of the trials or more did not reach it. */
  readonly target?: { readonly reached: number; readonly evaluations: number | null }
  /** Trials whose best breaks a hard constraint. */
  readonly infeasible: number
  /** What code found wrong in all trials. */
  readonly findings: Findings
  /** Of all trials; calls are those of models, and dollars null where a model tells no price. */
  readonly spent: Trial['spent']
  /** The median; null where more than one process worked on each trial. */
  readonly seconds: number | null
  readonly runs: readonly string[]
}

/** What trials say of their optimizers. JSON only. */
export interface Comparison {
  readonly budget: number
  readonly target?: number
  readonly cases: number
  readonly seeds: number
  readonly optimizers: readonly OptimizerSummary[]
  /** The best so far of each optimizer, over the whole budget. */
  readonly curves: readonly { readonly optimizer: string; readonly points: readonly Checkpoint[] }[]
  /** Each of the others against the first. */
  readonly tests: readonly PairTest[]
}

/** Points of a curve. */
const curvePoints = 60

/**
 * Sums trials up, optimizer by optimizer in the order in which they come, and tests each against the first.
 * @throws RangeError for a checkpoint or a budget that is not a whole number from 1 up, or a checkpoint beyond the budget;
 * TypeError where the optimizers were not tried on the same cases with the same seeds.
 */
export function summarise(trials: readonly Trial[], options: SummaryOptions): Comparison {
  const { budget, target } = options
  const { checkpoints = [...new Set([0.1, 0.2, 0.5, 1].map((share) => Math.ceil(share * budget)))] } = options
  checkCounts(budget, checkpoints)
  const byOptimizer = [...Map.groupBy(trials, ({ optimizer }) => optimizer)]
  const [first, ...others] = byOptimizer
  if (!first) throw new TypeError('Expected trials to sum up, got none')
  checkPairs(byOptimizer)
  const curve = Array.from({ length: Math.min(curvePoints, budget) }, (_, index) =>
    Math.round(((index + 1) * budget) / Math.min(curvePoints, budget)),
  )
  return {
    budget,
    ...(target !== undefined && { target }),
    cases: new Set(trials.map((trial) => trial.case)).size,
    seeds: new Set(trials.map(({ seed }) => seed)).size,
    optimizers: byOptimizer.map(([optimizer, own]) => summaryOf(optimizer, own, { ...options, checkpoints })),
    curves: byOptimizer.map(([optimizer, own]) => ({
      optimizer,
      points: curve.map((evaluations) => checkpoint(own, evaluations, options)),
    })),
    tests: others.map(([, own]) => pairTest(first[1], own, options)),
  }
}

type Summing = SummaryOptions & Required<Pick<SummaryOptions, 'checkpoints'>>

function summaryOf(optimizer: string, trials: readonly Trial[], options: Summing): OptimizerSummary {
  const { checkpoints, target } = options
  const seconds = trials.flatMap((trial) => trial.seconds ?? [])
  return {
    optimizer,
    trials: trials.length,
    best: checkpoints.map((evaluations) => checkpoint(trials, evaluations, options)),
    ...(target !== undefined && { target: reached(trials, target) }),
    infeasible: trials.filter(({ points }) => !points.at(-1)!.feasible).length,
    findings: foundIn(trials),
    spent: spentBy(trials),
    seconds: seconds.length === 0 ? null : median(seconds),
    runs: trials.map(({ run }) => run),
  }
}

function checkpoint(trials: readonly Trial[], evaluations: number, { seed = 1 }: SummaryOptions): Checkpoint {
  const scores = clustersOf(trials).map((cluster) =>
    cluster.flatMap(({ points }) => scoreAt(points, evaluations) ?? []),
  )
  if (scores.flat().length < trials.length) return { evaluations, median: null, from: null, to: null }
  const { value, from, to }: Interval = bootstrapInterval(scores, median, { seed })
  return { evaluations, median: value, from, to }
}

/** Trials that depend on each other: those of a case where there are several, and else each alone. */
function clustersOf(trials: readonly Trial[]): (readonly Trial[])[] {
  const cases = [...Map.groupBy(trials, (trial) => trial.case).values()]
  return cases.length > 1 ? cases : trials.map((trial) => [trial])
}

function reached(trials: readonly Trial[], target: number): Required<OptimizerSummary>['target'] {
  const counts = trials.map(({ points }) => evaluationsTo(points, target) ?? Number.POSITIVE_INFINITY)
  const sorted = counts.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]!
  return {
    reached: counts.filter(Number.isFinite).length,
    evaluations: Number.isFinite(middle) ? median(counts) : null,
  }
}

function foundIn(trials: readonly Trial[]): Findings {
  const sum = (kind: keyof Findings): number => trials.reduce((all, { findings }) => all + findings[kind], 0)
  return { citation: sum('citation'), oscillation: sum('oscillation'), 'no progress': sum('no progress') }
}

function spentBy(trials: readonly Trial[]): Trial['spent'] {
  const sum = (kind: 'calls' | 'tokens' | 'evaluations'): number =>
    trials.reduce((all, { spent }) => all + spent[kind], 0)
  const dollars = trials.reduce<number | null>(
    (all, { spent }) => (all === null || spent.dollars === null ? null : all + spent.dollars),
    0,
  )
  return { calls: sum('calls'), tokens: sum('tokens'), evaluations: sum('evaluations'), dollars }
}

function checkCounts(budget: number, checkpoints: readonly number[]): void {
  const wrong = [budget, ...checkpoints].find((count) => !Number.isSafeInteger(count) || count < 1)
  if (wrong !== undefined)
    throw new RangeError(`Expected evaluations to be a whole number from 1 up, got ${wrong}`)
  const beyond = checkpoints.find((count) => count > budget)
  if (beyond !== undefined)
    throw new RangeError(`Expected checkpoints within the budget of ${budget} evaluations, got ${beyond}`)
}

function checkPairs(byOptimizer: readonly (readonly [string, readonly Trial[]])[]): void {
  const [first, ...others] = byOptimizer
  const odd = others.find(([, trials]) => pairsOf(trials) !== pairsOf(first![1]))
  if (odd) throw new TypeError(`Expected ${odd[0]} and ${first![0]} to have the same cases and seeds`)
}

function pairsOf(trials: readonly Trial[]): string {
  return JSON.stringify(trials.map((trial) => JSON.stringify([trial.case, trial.seed])).toSorted())
}

import type { Evaluation } from '@textgrad/core'

import { mean, standardError } from '../spread.ts'
import type { ArmResults, ExperimentFile, LiveFigure, Outcome } from './experiment.ts'
import { finalOf, triedBy, type Tried } from './read-run.ts'

/** What is compared: the first programs of TextGrad's runs are the zero-shot answers, as in the paper. */
interface Way {
  readonly name: string
  /** The arm that its runs are of. */
  readonly arm: string
  readonly programOf: (outcome: Outcome) => Tried
}

const firstOf = ({ events }: Outcome): Tried => triedBy(events)[0]!
const lastOf = ({ events }: Outcome): Tried => finalOf(events)

const ways: readonly Way[] = [
  { name: 'zero-shot', arm: 'textgrad', programOf: firstOf },
  { name: 'reflexion', arm: 'reflexion', programOf: lastOf },
  { name: 'textgrad', arm: 'textgrad', programOf: lastOf },
]

/** Rates of the paper, by way. */
export type PaperRates = Readonly<Record<string, number | undefined>>

export interface RateOptions {
  /** Passing all of the tests that a model may be shown. */
  readonly local: PaperRates
  /** Passing hidden tests as well. */
  readonly completion: PaperRates
  readonly source: string
  /** Whether hidden tests were run here. */
  readonly hasHidden: boolean
  /** Problems without a limit. */
  readonly of: number
}

type Judged = Pick<Evaluation, 'metrics'>

const passesLocal = ({ metrics }: Judged): boolean => metrics['tests'] === 1
const isComplete = (one: Judged): boolean => passesLocal(one) && one.metrics['hidden tests'] === 1

/** The share of problems that each way solves, with its standard error over the seeds. */
export function rates(results: ArmResults, options: RateOptions): readonly LiveFigure[] {
  return ways.flatMap(({ name, arm, programOf }) => {
    const bySeed = [...Map.groupBy(results[arm] ?? [], ({ spec }) => spec.seed).values()]
    const shares = (passes: (one: Judged) => boolean): number[] =>
      bySeed.map((some) => mean(some.map((one) => Number(passes(programOf(one).evaluation)))))
    const n = bySeed[0]?.length ?? 0
    const about = { ...options, n }
    return [
      ...spread(`${name}: passes all local tests`, shares(passesLocal), {
        ...about,
        paper: options.local[name],
      }),
      ...spread(
        options.hasHidden
          ? `${name}: completion rate`
          : `${name}: completion rate, judged by the platform alone`,
        options.hasHidden ? shares(isComplete) : [],
        { ...about, paper: options.completion[name] },
      ),
    ]
  })
}

interface About {
  readonly paper: number | null | undefined
  readonly source: string
  readonly n: number
  readonly of: number
}

function spread(
  figure: string,
  shares: readonly number[],
  { paper = null, source, n, of }: About,
): LiveFigure[] {
  const made: LiveFigure = { figure, paper, source, ours: shares.length > 0 ? mean(shares) : null, n, of }
  if (shares.length < 2) return [made]
  const error = standardError(shares)
  return [
    made,
    {
      figure: `${figure}, standard error of ${shares.length} seeds`,
      paper: null,
      source,
      ours: error,
      n,
      of,
    },
  ]
}

/** The programs of each way and seed, as samples that `textgrad score code` takes: a line with task_id and solution each. */
export function programFiles(experiment: string, results: ArmResults): readonly ExperimentFile[] {
  return ways.flatMap(({ name, arm, programOf }) =>
    [...Map.groupBy(results[arm] ?? [], ({ spec }) => spec.seed)].map(([seed, outcomes]) => ({
      name: `${experiment}-${name}-seed-${seed}.jsonl`,
      text: outcomes
        .map((one) => ({ task_id: one.spec.config['task'], solution: programOf(one).candidate['program'] }))
        .map((sample) => `${JSON.stringify(sample)}\n`)
        .join(''),
    })),
  )
}

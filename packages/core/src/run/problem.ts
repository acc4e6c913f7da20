import type { Artifact } from '../artifact.ts'
import type { CitationKind } from '../findings/citations.ts'
import type { Feedback } from '../graph/gradient.ts'
import type { ParameterUse } from '../graph/uses.ts'
import type { Variable } from '../graph/variable.ts'
import type { Demonstration } from '../llm/demonstrations.ts'
import type { Call } from './call.ts'
import type { Random } from './random.ts'

/** Parameter name -> rendered value: JSON, so that it is stored, compared and sent to other machines. */
export type Candidate = Readonly<Record<string, string>>

export interface Metric {
  readonly name: string
  readonly direction: 'maximize' | 'minimize'
  readonly unit?: string
  readonly target?: number
}

/** What a candidate is worth. */
export interface Evaluation {
  /** Always maximised: a task whose metric is minimised negates it here, once. */
  readonly score: number
  readonly metrics: Readonly<Record<string, number>>
  /** Whether it obeys all hard constraints; infeasible is worse than any feasible. */
  readonly feasible: boolean
  readonly feedback: readonly Feedback[]
  readonly items?: readonly ItemEvaluation[]
  readonly artifacts?: readonly Artifact[]
  /** Why it could not be evaluated; worse than anything that could. */
  readonly error?: string
}

export interface ItemEvaluation {
  readonly id: string
  readonly score: number
  readonly feedback?: readonly Feedback[]
  /** How the parameters were used on it (`usesOf`), for optimizers that learn from examples. */
  readonly uses?: readonly ParameterUse[]
}

/** Something to optimise: where it starts, and how to judge any other candidate. */
export interface Problem<Item = void> extends AsyncDisposable {
  readonly start: Candidate
  readonly metrics: readonly Metric[]
  /** Examples, where the candidate is judged on many. */
  readonly items?: {
    readonly train: readonly Item[]
    readonly validation: readonly Item[]
    /**
     * The places of the training items that `gradient` takes, a batch for each step and over again after the last, where
     * an experiment prescribes them (default: `gradient` draws its own).
     */
    readonly batches?: readonly (readonly number[])[]
    /** The worked example that the label of a training item makes, for `bootstrapFewShot`. */
    readonly label?: (item: Item) => Demonstration | undefined
  }
  /** Ranges of the parameters, for search that needs no gradient. */
  readonly space?: Space
  /** Neighbours of a candidate, for search that needs no gradient. */
  moves?(candidate: Candidate, random: Random): AsyncIterable<Candidate>
  /** What feedback may speak of besides numbers: what it cites of it and is not there is found out. */
  readonly citations?: readonly CitationKind[]
  /** Fresh variables over shared resources: any number may be in use at once. */
  build(candidate: Candidate): Objective<Item>
}

/** Some of a problem's items, by their places. */
export interface ItemChoice {
  readonly of: 'train' | 'validation'
  readonly places: readonly number[]
}

/** The range of each parameter. */
export type Space = Readonly<Record<string, Dimension>>

export type Dimension =
  | {
      readonly kind: 'number'
      readonly from: number
      readonly to: number
      readonly scale?: 'linear' | 'log'
      readonly integer?: boolean
    }
  | { readonly kind: 'choice'; readonly options: readonly string[] }

/** A candidate as variables, with its loss in words and its evaluation in numbers. */
export interface Objective<Item = void> {
  readonly parameters: readonly Variable<any>[]
  /** Settles when the parameters have their values, where reading them takes time (default: at once). */
  ready?(): Promise<void>
  loss(items: readonly Item[], call: Call): Promise<Variable<any>>
  /** What costs something in it goes through `call.once`, so that a resumed run does not do it again. */
  evaluate(items: readonly Item[], call: Call): Promise<Evaluation>
}

/** Positive if `a` is better than `b`: evaluated before failed, feasible before not, then the score. */
export function compareEvaluations(a: Evaluation, b: Evaluation): number {
  return (
    Number(a.error === undefined) - Number(b.error === undefined) ||
    Number(a.feasible) - Number(b.feasible) ||
    a.score - b.score ||
    0
  )
}

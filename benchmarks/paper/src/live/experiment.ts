import type { Engine, Json, Limits, Problem, RunEvent } from '@textgrad/core'

import type { Pretence } from './pretence.ts'

/** An experiment of the paper, to be run with a model that somebody has. */
export interface LiveExperiment {
  /** It is typed. */
  readonly name: string
  /** One line. */
  readonly summary: string
  /** How many seeds each arm is run with, unless the user says otherwise (default: 1). */
  readonly seeds?: number
  /** What is compared, in the order in which it is run. */
  readonly arms: readonly Arm[]
  /** What came out, beside what the paper has. */
  readonly figures: (results: ArmResults, context: ArmContext) => readonly LiveFigure[]
  /** The model of a dry run. */
  readonly pretence: Pretence
  /** What it can be told besides what every experiment can, by the name of the flag. */
  readonly flags?: Readonly<Record<string, ExperimentFlag>>
  /** What came out besides figures, such as final programs: text files with their names. */
  readonly files?: (results: ArmResults, context: ArmContext) => readonly ExperimentFile[]
}

interface ExperimentFlag {
  readonly type: 'boolean' | 'path'
  readonly description: string
}

export interface ExperimentFile {
  readonly name: string
  readonly text: string
}

/** One of the ways that an experiment compares, such as zero-shot or TextGrad. */
export interface Arm {
  readonly name: string
  /** One line: what it does. */
  readonly summary: string
  /** What may make it take more than the model of a dry run takes. */
  readonly remark?: string
  /**
   * Asks the context for runs, as often as it likes, such as some that improve prompts and then some that test what came of
   * them. It asks for the same ones whenever what came of them is the same: that is how a broken-off experiment goes on.
   */
  readonly run: (context: ArmContext) => Promise<readonly Outcome[]>
}

/** What the arms brought, by their names; an arm whose runs count as something else besides is there once. */
export type ArmResults = Readonly<Record<string, readonly Outcome[]>>

export interface ArmContext {
  /** At most so many items, where the user said so. */
  readonly limit: number | undefined
  readonly seeds: readonly number[]
  /**
   * The folder or file of a data set where the user named one with `--data`: the folder of this name in it, or else what was
   * named itself. Undefined stands for where `textgrad data get` puts it.
   */
  readonly folder: (name: string) => string | undefined
  /** What was typed of the experiment's own flags; paths are absolute. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  /** Makes runs, or finds them where they were made already; they come back in the same order. */
  readonly trials: (specs: readonly TrialSpec[]) => Promise<readonly Outcome[]>
}

/** A run, in names and data: all of it is in its plan, by which it is found again. */
export interface TrialSpec {
  /** The task of a domain. */
  readonly task: string
  /** Its settings, as `textgrad run` takes them. */
  readonly config: Readonly<Record<string, Json>>
  /** What it is about, in a word or two for people, such as "question 12" (default: ''). */
  readonly case?: string
  /** By the name that is typed (default: tgd). */
  readonly optimizer?: string
  /** None evaluates the start, and no more. */
  readonly steps: number
  readonly seed: number
  /** What replaces the value before (default: what is better). */
  readonly gate?: 'improves' | 'no-worse' | 'always'
  /** Ends it when the score reaches it. */
  readonly target?: number
  readonly limits?: Limits
  /**
   * The problem of a dry run with the settings of the run, for tasks that measure at length: it asks the engine as often as the task's
   * own does, and measures nothing (default: the task's own).
   */
  readonly unmeasured?: (engine: Engine, config: TrialSpec['config']) => Promise<Problem<any>>
}

/** A run that is over. */
export interface Outcome {
  readonly spec: TrialSpec
  /** Its id in the store; undefined in a dry run. */
  readonly run: string | undefined
  /** What it told; in a dry run without what its models and ops said. */
  readonly events: readonly RunEvent[]
}

/** A figure of the paper beside ours. */
export interface LiveFigure {
  readonly figure: string
  /** null where the paper has none. */
  readonly paper: number | null
  /** Where the paper has it. */
  readonly source: string
  /** null where nothing was there to compute it from. */
  readonly ours: number | null
  /** Of how many items it is. */
  readonly n: number
  /** How many there are without a limit. */
  readonly of: number
}

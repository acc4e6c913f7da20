import type { Call } from '../run/call.ts'
import type { Candidate, Evaluation, ItemChoice, Problem } from '../run/problem.ts'
import { digest } from '../run/random.ts'
import type { Gate } from './gate.ts'

/** A way to find better candidates: textual gradients, or a search that needs none. */
export interface Strategy {
  readonly name: string
  /**
   * The next candidates to try; none means that it is finished, and one that was tried before costs nothing: it is how to
   * say that this step found nothing new. What it knows, it knows from the history.
   */
  next(history: History, problem: Problem<any>, call: Call, evaluate: Evaluate): Promise<readonly Proposal[]>
  /** What accepts its candidates unless the run says otherwise (default: `improves`). */
  readonly gate?: Gate
}

/**
 * Scores a candidate on some of the items (default: all validation items), for strategies that look before they
 * propose. It is paid from the run's budget, and in one run never done twice.
 */
export type Evaluate = (candidate: Candidate, items?: ItemChoice) => Promise<Evaluation>

export interface Proposal {
  readonly candidate: Candidate
  /** The ids of the candidates that it was made from. */
  readonly parents: readonly string[]
  /** Who proposed it. */
  readonly by: string
  /** What its optimizer wants to remember of the way to it, by parameter: JSON, kept with the run. */
  readonly memory?: Readonly<Record<string, string>>
}

/** What a run has found out so far: a fold of its events. */
export interface History {
  /** The step under way, from 1; 0 is the start. */
  readonly step: number
  /** The start and everything accepted since, in order. */
  readonly pool: readonly Evaluated[]
  /** What was tried and not accepted, in order. */
  readonly failed: readonly Evaluated[]
  /** Ties never replace it. */
  readonly best: Evaluated
}

export interface Evaluated extends Proposal {
  /** The same for the same candidate. */
  readonly id: string
  readonly step: number
  readonly evaluation: Evaluation
}

/** The id of a candidate: of its content, whoever proposes it. */
export function candidateId(candidate: Candidate): string {
  const entries = Object.entries(candidate).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return digest(JSON.stringify(entries))
}

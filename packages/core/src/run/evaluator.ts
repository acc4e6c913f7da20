import { messageOf, propagates } from '../errors.ts'
import { feedback } from '../graph/gradient.ts'
import type { Call } from './call.ts'
import type { RunDescription } from './event.ts'
import type { Candidate, Evaluation, ItemChoice, Problem } from './problem.ts'

/** What to evaluate, in names and data, so that it can be done on another machine. */
export interface Job {
  readonly run: RunDescription
  readonly seed: number
  readonly path: string
  readonly candidate: Candidate
  /** Without it, all validation items. */
  readonly items?: ItemChoice
}

export interface Evaluator {
  evaluate(job: Job, call: Call): Promise<Evaluation>
}

/** Evaluates in this process, over the problem that is already set up. */
export function inProcess(problem: Problem<any>): Evaluator {
  return {
    async evaluate({ candidate, items }, call) {
      const all: readonly unknown[] = problem.items?.[items?.of ?? 'validation'] ?? []
      const chosen = items ? items.places.map((place) => all[place]) : all
      try {
        return await problem.build(candidate).evaluate(chosen, call)
      } catch (error) {
        if (propagates(error)) throw error
        return failedEvaluation(messageOf(error))
      }
    },
  }
}

/** A candidate that could not be evaluated: worse than all that could, and its error is feedback. */
function failedEvaluation(error: string): Evaluation {
  return { score: 0, metrics: {}, feasible: false, feedback: [feedback(error)], error }
}

import type { Call, Evaluation } from '@textgrad/core'

import { planArtifacts } from '../artifacts.ts'
import { planFeedback } from '../feedback.ts'
import type { Settings } from './knobs.ts'
import { PlanError } from './plan-error.ts'
import type { Shared } from './problem.ts'

/** So that a target that every plan is scaled to is not better in one than in another by a last digit. */
const withoutRounding = (value: number): number => Number(value.toPrecision(10))

/** Worse than what any plan scores. */
const failed = -1e9

/**
 * What settings are worth: minus the cost of the scorecard. A plan that misses hard goals is still a plan, and better the less
 * it misses; only settings that lead to none are infeasible.
 */
export async function planEvaluation(
  { planner, start, judged }: Shared,
  settings: Settings,
  call: Call,
): Promise<Evaluation> {
  try {
    const first = await planner.planOf(start, call)
    const plan = await planner.planOf(settings, call)
    const { card } = plan
    return {
      score: 0 - card.cost,
      metrics: {
        cost: card.cost,
        'goals missed': card.hard + card.soft,
        ...Object.fromEntries(card.results.map(({ goal, value }) => [goal.text, withoutRounding(value)])),
      },
      feasible: true,
      feedback: [planFeedback(plan, judged)],
      artifacts: planArtifacts({ planner, plan, first }),
    }
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    const { message } = error
    const feedback = { kind: 'feedback' as const, text: message, data: { goal: 'failed' } }
    return { score: failed, metrics: {}, feasible: false, feedback: [feedback], error: message }
  }
}

import { shareOf, type Goal, type GoalMetric } from './goal.ts'
import { measure, type MeasuredDose } from './measure.ts'
import type { PlacedGoal } from './placed-goal.ts'
import type { Unit } from './quantity.ts'

/** What a plan reaches of a goal. */
export interface GoalResult {
  readonly goal: Goal
  /** As the case calls it. */
  readonly structure: string
  /** With all doses in Gy. */
  readonly metric: GoalMetric
  readonly value: number
  readonly limit: number
  readonly unit: Unit
  readonly met: boolean
  /** By how much the limit is missed, in the unit; negative where there is room left. */
  readonly by: number
  /** The miss in per cent of the limit; 0 where the goal is met. */
  readonly violation: number
}

/** How a plan does on its goals. */
export interface Scorecard {
  readonly results: readonly GoalResult[]
  /**
   * Σ share·(violation in per cent)²: 0 where all goals are met. A goal of priority p has the share 2^(1-p), and a soft one
   * a hundredth of that: 10 % of a soft goal weigh as much as 1 % of a hard one.
   */
  readonly cost: number
  /** How many goals are not met. */
  readonly hard: number
  readonly soft: number
}

/** Below this part of the limit a miss is rounding. */
const rounding = 1e-6
const softShare = 0.01

export function scorecard(goals: readonly PlacedGoal[], dose: MeasuredDose): Scorecard {
  const results = goals.map((placed) => resultOf(placed, measure(placed, dose)))
  const missed = results.filter(({ met }) => !met)
  return {
    results,
    cost: missed.reduce((sum, { goal, violation }) => sum + weightOf(goal) * violation ** 2, 0),
    hard: missed.filter(({ goal }) => goal.tier === 'hard').length,
    soft: missed.filter(({ goal }) => goal.tier === 'soft').length,
  }
}

/** The results in the order in which they should be worked on: what costs most first, then what has least room. */
export function worstFirst({ results }: Pick<Scorecard, 'results'>): readonly GoalResult[] {
  const cost = ({ goal, violation }: GoalResult): number => weightOf(goal) * violation ** 2
  return results.toSorted((a, b) => cost(b) - cost(a) || roomOf(a) - roomOf(b))
}

/** What is left up to the limit, in per cent of it; negative where it is missed. */
export const roomOf = ({ by, limit, unit }: GoalResult): number => 0 - (100 * by) / scaleOf(limit, unit)

const weightOf = (goal: Goal): number => shareOf(goal) * (goal.tier === 'soft' ? softShare : 1)

function resultOf({ goal, structure, metric, limit, unit }: PlacedGoal, value: number): GoalResult {
  const by = goal.direction === 'atLeast' ? limit - value : value - limit
  const met = by <= rounding * Math.max(1, Math.abs(limit))
  return {
    goal,
    structure: structure.name,
    metric,
    value,
    limit,
    unit,
    met,
    by,
    violation: met ? 0 : (100 * by) / scaleOf(limit, unit),
  }
}

/** Of a limit of nothing there are no per cent: a Gy, a cc, a per cent of the volume or 0.01 take its place. */
const scaleOf = (limit: number, unit: Unit): number => limit || (unit === '' ? 0.01 : 1)

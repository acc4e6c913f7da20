import { desire, overallDesire, type Wish } from './desirability.ts'
import { costNames, emphasisOf, type CostName, type Weights } from './presets.ts'

/**
 * What is known of a molecule in numbers: `vina` (kcal/mol), `avoid` (kcal/mol, as docked), `qed`, `sa`, `similarity`,
 * `filters` (hits), and any property by its name.
 */
export type Measured = Readonly<Record<string, number>>

/** What molecules are ranked by: a sum of costs, wishes that have to be fulfilled together, or one measure. */
export type Goal =
  | {
      readonly kind: 'costs'
      /** How the sum is called in words. */
      readonly name: string
      readonly weights: Weights
    }
  /** One measure, higher is better: it is the score. */
  | { readonly kind: 'measure'; readonly name: string; readonly measure: 'qed' }
  | { readonly kind: 'wishes'; readonly name: string; readonly wishes: readonly Wish[] }

/** What one term does to a molecule's score. */
export interface TermVerdict {
  readonly term: string
  readonly value: number
  /** What it adds to the sum of costs; for a wish, how much the score would rise if it were fulfilled. */
  readonly cost: number
  /** How much it is to be heeded beside the others. */
  readonly emphasis: number
  /** For a wish, from 0 to 1. */
  readonly desire?: number
}

export interface GoalVerdict {
  /** Higher is better. */
  readonly score: number
  readonly terms: readonly TermVerdict[]
}

/**
 * Ranks a molecule by what was measured of it.
 * @throws {TypeError} for a measure that the goal needs and that is missing
 */
export function judgeGoal(goal: Goal, measured: Measured): GoalVerdict {
  if (goal.kind === 'costs') return judgeCosts(goal, measured)
  if (goal.kind === 'wishes') return judgeWishes(goal.wishes, measured)
  const value = known(goal.measure, measured)
  return { score: value, terms: [{ term: goal.measure, value, cost: 1 - value, emphasis: 1 }] }
}

function judgeCosts({ weights }: Extract<Goal, { kind: 'costs' }>, measured: Measured): GoalVerdict {
  const terms = costNames
    .filter((name) => weights[name] !== undefined)
    .map((term): TermVerdict => {
      const value = known(term, measured)
      return { term, value, cost: weights[term]! * costOf(term, value), emphasis: emphasisOf(term, weights) }
    })
  return { score: -terms.reduce((sum, { cost }) => sum + cost, 0), terms }
}

function judgeWishes(wishes: readonly Wish[], measured: Measured): GoalVerdict {
  const parts = wishes.map((wish) => ({
    wish,
    desire: desire(known(wish.measure, measured), wish),
    weight: wish.weight ?? 1,
  }))
  const score = overallDesire(parts)
  const terms = parts.map(({ wish, weight, ...part }, index): TermVerdict => ({
    term: wish.measure,
    value: measured[wish.measure]!,
    cost: overallDesire(parts.with(index, { ...parts[index]!, desire: 1 })) - score,
    emphasis: weight,
    desire: part.desire,
  }))
  return { score, terms }
}

function known(name: string, measured: Measured): number {
  const value = measured[name]
  if (value === undefined) throw new TypeError(`Expected ${name} of the molecule to be measured`)
  return value
}

/** A measure as a cost: lower is better. */
export function costOf(name: CostName, value: number): number {
  if (name === 'qed' || name === 'similarity') return 1 - value
  return name === 'avoid' ? -value : value
}

/** The measures that a goal needs. */
export function measuresOf(goal: Goal): readonly string[] {
  if (goal.kind === 'measure') return [goal.measure]
  return goal.kind === 'costs'
    ? costNames.filter((name) => goal.weights[name] !== undefined)
    : [...new Set(goal.wishes.map(({ measure }) => measure))]
}

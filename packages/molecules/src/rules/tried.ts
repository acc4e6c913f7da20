import type { Feedback, UpdateFacts } from '@textgrad/core'

import type { GoalData } from '../losses/goal-feedback.ts'

/** A molecule that was judged, with what its feedback says in numbers. */
export interface Tried {
  readonly smiles: string
  readonly score: number
  readonly feasible: boolean
  /** The values of its terms. */
  readonly values: Readonly<Record<string, number>>
  readonly data: GoalData
}

/** What is known of the molecules that were tried, the value itself first; of those that failed, nothing. */
export function triedIn({ value, parameter, feedback, history }: UpdateFacts): Tried[] {
  const found = new Map<string, Tried>()
  for (const one of [{ value, feedback }, ...history.toReversed()]) {
    const data = ownData(one.feedback, parameter).find(isGoalData)
    if (data && !found.has(data.molecule))
      found.set(data.molecule, triedOf(data, ownData(one.feedback, parameter)))
  }
  return [...found.values()]
}

function triedOf(data: GoalData, all: readonly unknown[]): Tried {
  return {
    smiles: data.molecule,
    score: data.score,
    feasible: !all.some((one) => isBroken(one, data)),
    values: Object.fromEntries(data.terms.map(({ term, value }) => [term, value])),
    data,
  }
}

/** What was said for programs of one molecule; in a batch each says which one it is about. */
function ownData(feedback: readonly Feedback[], parameter: string): unknown[] {
  return feedback.flatMap(({ data }) => {
    const about = (data as { parameter?: unknown } | undefined)?.parameter
    return data !== undefined && (about === undefined || about === parameter) ? [data] : []
  })
}

function isGoalData(data: unknown): data is GoalData {
  return isGoal(data, 'design')
}

/** A constraint that speaks is not obeyed; that a cost is not 0 breaks nothing. */
function isBroken(data: unknown, { ranking, constraints }: GoalData): boolean {
  if (isGoal(data, 'substructures')) return true
  const costsSimilarity = ranking.kind === 'costs' && ranking.weights.similarity !== undefined
  return isGoal(data, 'similarity') && constraints.atLeast !== undefined && !costsSimilarity
}

function isGoal(data: unknown, goal: string): boolean {
  return typeof data === 'object' && data !== null && 'goal' in data && data.goal === goal
}

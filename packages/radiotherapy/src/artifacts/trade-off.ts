import type { Artifact, RunEvent } from '@textgrad/core'

import { isPlanData, type GoalFact } from '../feedback.ts'
import { figure, quantityText } from '../goals/quantity.ts'
import { notice } from '../notice.ts'

/** A plan of a run that missed something. */
interface TriedPlan {
  readonly score: number
  /** What it reached of each hard goal, in the order of the goals. */
  readonly hard: readonly GoalFact[]
}

/**
 * What a run says at its end of hard goals that none of its plans met together: how near each comes with the others kept, and
 * at what price it comes nearer. Nothing where a plan met all hard goals.
 */
export function tradeOff(events: readonly RunEvent[]): readonly Artifact[] {
  const plans = triedPlans(events)
  if (!plans || plans.length === 0) return []
  const best = plans.reduce((a, b) => (b.score > a.score ? b : a))
  const missed = best.hard.filter(({ met }) => !met)
  const text = [
    `No plan of this run meets all ${best.hard.length} hard goals. Of the best plan, not met:`,
    ...missed.map(({ goal, value, unit }) => `- ${goal}: ${quantityText({ value, unit })}`),
    'What stands against them:',
    ...missed.map((one) => `- ${opposed(one, plans)}`),
  ]
  const shown = frontOf(plans)
  return [
    {
      kind: 'text',
      name: 'not-met',
      title: `Hard goals that were not met. ${notice}`,
      text: text.join('\n'),
    },
    {
      kind: 'table',
      name: 'trade-off',
      title: 'What plans reach of the hard goals that compete, where none is better in all of them',
      columns: shown.goals.map(({ goal }) => goal),
      rows: shown.plans.map((values) => values.map((value) => Number(figure(value)))),
    },
  ]
}

/** Undefined where a plan met all hard goals, or there are none. */
function triedPlans(events: readonly RunEvent[]): readonly TriedPlan[] | undefined {
  const plans: TriedPlan[] = []
  for (const event of events) {
    if (event.type !== 'evaluation' || !event.evaluation.feasible) continue
    const data = event.evaluation.feedback.map((one): unknown => one.data).find(isPlanData)
    const hard = (data?.goals ?? [])
      .filter(({ tier }) => tier === 'hard')
      .toSorted((a, b) => (a.goal < b.goal ? -1 : 1))
    if (hard.every(({ met }) => met)) return undefined
    plans.push({ score: event.evaluation.score, hard })
  }
  return plans
}

/** What the other goals cost of one, in a sentence. */
function opposed({ goal }: GoalFact, plans: readonly TriedPlan[]): string {
  const of = (plan: TriedPlan): GoalFact => plan.hard.find((one) => one.goal === goal)!
  const nearer = (a: TriedPlan, b: TriedPlan): TriedPlan => (of(b).by < of(a).by ? b : a)
  const others = (plan: TriedPlan): readonly GoalFact[] =>
    plan.hard.filter((one) => one.goal !== goal && !one.met)
  const kept = plans.filter((plan) => others(plan).length === 0)
  const nearest = plans.reduce(nearer)
  const price = others(nearest).map((one) => `${one.goal} has ${quantityText(one)}`)
  const best =
    kept.length > 0
      ? `with all other hard goals met, ${quantityText(of(kept.reduce(nearer)))} at best`
      : 'no plan of this run meets all other hard goals'
  const at = price.length > 0 ? `, where ${price.join(' and ')}` : ''
  return `${goal}: ${best}; the nearest plan has ${quantityText(of(nearest))}${at}.`
}

/** The goals that some plan missed, and the plans of which none is better in all of these, by the first one. */
function frontOf(plans: readonly TriedPlan[]): {
  readonly goals: readonly GoalFact[]
  readonly plans: readonly (readonly number[])[]
} {
  const goals = plans[0]!.hard.filter(({ goal }) =>
    plans.some(({ hard }) => hard.some((one) => one.goal === goal && !one.met)),
  )
  const rows = plans.map(({ hard }) => hard.filter((one) => goals.some(({ goal }) => goal === one.goal)))
  const front = rows.filter((row) => !rows.some((other) => beats(other, row)))
  return {
    goals,
    plans: front.map((row) => row.map(({ value }) => value)).toSorted((a, b) => a[0]! - b[0]!),
  }
}

/** Whether one plan is better in a goal and no worse in the others. */
const beats = (a: readonly GoalFact[], b: readonly GoalFact[]): boolean =>
  a.every((one, index) => one.by <= b[index]!.by) && a.some((one, index) => one.by < b[index]!.by)

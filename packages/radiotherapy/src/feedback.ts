import { feedback, satisfied, type Feedback, type Json } from '@textgrad/core'

import { figure, type Unit } from './goals/quantity.ts'
import { roomOf, worstFirst, type GoalResult, type Scorecard } from './goals/scorecard.ts'
import type { Knob, Settings } from './planner/knobs.ts'
import type { Plan } from './planner/planner.ts'

/** What a goal says of a plan, for programs. */
export type GoalFact = {
  /** Its text. */
  readonly goal: string
  readonly structure: string
  /** By how much it is missed, in the unit; negative where there is room. */
  readonly by: number
  readonly unit: Unit
  readonly value: number
  readonly limit: number
  readonly direction: 'atLeast' | 'atMost'
  readonly tier: 'hard' | 'soft'
  readonly met: boolean
  /** Per cent of the limit. */
  readonly violation: number
  /** Per cent of the limit; negative where it is missed. */
  readonly room: number
  readonly metric: string
  /** The dose that a V or CI speaks of, in Gy. */
  readonly dose?: number
}

/** The worst goal, and what all goals say of the plan, worst first. */
export type PlanData = GoalFact & {
  readonly score: number
  /** Of the fluence, SHA-256. */
  readonly fluence: string
  readonly goals: readonly GoalFact[]
  /** What objectives share of what was minimised, by the names of their knobs, 0 to 1. */
  readonly shares: Readonly<Record<string, number>>
  readonly knobs: readonly Knob[]
  /** Where the knobs stood. */
  readonly settings: Settings
}

/** Until which goals are met a plan is worked on. */
export const untils = ['hard', 'all'] as const
export type Until = (typeof untils)[number]

export interface JudgedBy {
  readonly knobs: readonly Knob[]
  readonly until: Until
  /** What looked like a mistake in the goals. */
  readonly warnings?: readonly string[]
}

/** Whether a plan is good enough: all hard goals are met, or all. Without a hard one all have to be. */
export function isGoodEnough({ hard, soft, results }: Scorecard, until: Until): boolean {
  const some = results.some(({ goal }) => goal.tier === 'hard')
  return hard === 0 && (soft === 0 || (until === 'hard' && some))
}

/** The exact textual gradient of a plan: which goals it misses and by how much, worst first, and what stands against them. */
export function planFeedback(plan: Plan, by: JudgedBy): Feedback {
  if (isGoodEnough(plan.card, by.until)) return satisfied
  const ranked = worstFirst(plan.card)
  const missed = ranked.filter(({ met }) => !met)
  const met = ranked.filter((one) => one.met)
  const text = [
    `The plan misses ${missed.length} of ${ranked.length} goals; its score is ${figure(-plan.card.cost)}, and 0 is all met.`,
    'Missed, worst first:',
    ...missed.map((one) => `- ${missedText(one)} ${tradeOff(one, ranked, plan, by)}`.trimEnd()),
    ...(met.length > 0 ? ['Met:', ...met.map((one) => `- ${metText(one)}`)] : []),
    `What the objectives cost in the optimisation: ${sharesText(plan, by.knobs)}.`,
    ...(by.warnings ?? []).map((warning) => `Note: ${warning}.`),
  ]
  return feedback(text.join('\n'), planData(plan, ranked, by.knobs) as unknown as Json)
}

function missedText(result: GoalResult): string {
  const { goal, structure, value, unit, by, violation } = result
  const how = goal.direction === 'atLeast' ? 'too little' : 'too much'
  return (
    `${goal.text} (${goal.tier}): ${structure} has ${quantity(value, unit)}, ` +
    `${quantity(by, unit)} ${how} (${figure(violation)} % of the limit).`
  )
}

function metText(result: GoalResult): string {
  const { goal, value, unit } = result
  const room = roomOf(result)
  const left = room < 0.05 ? 'without room' : `with ${figure(room)} % room`
  return `${goal.text}: ${quantity(value, unit)}, ${left}`
}

const quantity = (value: number, unit: Unit): string => `${figure(value)}${unit && ` ${unit}`}`

/** What a missed goal competes with: targets with the organs that cost most, organs with targets. */
function tradeOff(
  missed: GoalResult,
  ranked: readonly GoalResult[],
  plan: Plan,
  { knobs }: JudgedBy,
): string {
  const own = knobs.filter(({ structure }) => structure === missed.structure)
  const isTarget = own.some(({ type }) => type === 'target')
  const others = rivals(missed, plan, knobs)
  if (others.length === 0) return ''
  const against = others.map((name) => `${name} (${standing(name, ranked)})`).join(' and ')
  if (own.length === 0) return `It has no objective of its own; it depends on ${against}.`
  const turn = isTarget
    ? 'a greater weight'
    : own.some(({ level }) => level)
      ? 'a greater weight or a lower dose'
      : 'a greater weight'
  return `It asks for ${turn} of ${missed.structure}, at the expense of ${against}.`
}

/** Structures that pull the other way: those of the other type whose objectives cost most, two at most. */
function rivals({ structure }: GoalResult, { parts }: Plan, knobs: readonly Knob[]): string[] {
  const type = knobs.find((knob) => knob.structure === structure)?.type
  const costs = new Map<string, number>()
  for (const [index, knob] of knobs.entries())
    if (knob.structure !== structure && (type === undefined || knob.type !== type))
      costs.set(knob.structure, (costs.get(knob.structure) ?? 0) + parts[index]!)
  return [...costs]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([name]) => name)
}

/** How the goals of a structure stand, in words. */
function standing(name: string, ranked: readonly GoalResult[]): string {
  const own = ranked.filter(({ structure }) => structure === name)
  if (own.length === 0) return 'no goal'
  const least = Math.min(...own.map(roomOf))
  return own.some(({ met }) => !met) ? 'itself missed' : `${figure(Math.max(0, least))} % room`
}

function sharesText(plan: Plan, knobs: readonly Knob[]): string {
  const shares = Object.entries(sharesOf(plan, knobs)).toSorted(([, a], [, b]) => b - a)
  return shares.map(([name, share]) => `${name} ${Math.round(100 * share)} %`).join(', ')
}

/** What each objective has of what was minimised, by the name of its knob. */
function sharesOf({ parts }: Plan, knobs: readonly Knob[]): Record<string, number> {
  const total = parts.reduce((sum, part) => sum + part, 0) || 1
  return Object.fromEntries(knobs.map(({ name }, index) => [name, parts[index]! / total]))
}

function planData(plan: Plan, ranked: readonly GoalResult[], knobs: readonly Knob[]): PlanData {
  const goals = ranked.map(factOf)
  return {
    ...goals[0]!,
    score: -plan.card.cost,
    fluence: plan.hash,
    goals,
    shares: sharesOf(plan, knobs),
    knobs,
    settings: plan.settings,
  }
}

function factOf(result: GoalResult): GoalFact {
  const { goal, structure, metric, by, unit, value, limit, met, violation } = result
  const { direction, tier } = goal
  return {
    goal: goal.text,
    structure,
    by,
    unit,
    value,
    limit,
    direction,
    tier,
    met,
    violation,
    room: roomOf(result),
    metric: metric.kind,
    ...('dose' in metric && { dose: metric.dose.value }),
  }
}

/** Whether what a feedback says for programs is about a plan. */
export function isPlanData(data: unknown): data is PlanData {
  return typeof data === 'object' && data !== null && 'goals' in data && 'fluence' in data
}

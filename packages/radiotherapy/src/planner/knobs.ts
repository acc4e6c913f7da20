import type { Objective } from '../objectives/objective.ts'
import { objectiveKinds } from '../objectives/objective.ts'
import type { PlanCase, Structure } from '../plan-case.ts'

/** From the least to the greatest value. */
interface Range {
  readonly from: number
  readonly to: number
}

/** What may be turned of one objective. */
export interface Knob {
  /** The structure, with the kind of the objective where it has several: unique. */
  readonly name: string
  readonly structure: string
  readonly type: Structure['type']
  /** What the objective wants, in words. */
  readonly wants: string
  /** Which of the structure's objectives it is. */
  readonly place: number
  /** Weights are compared by their ratio. */
  readonly weight: Range
  /** The dose that the objective speaks of, in Gy, where it may be turned. */
  readonly level?: Range
}

/** Where a knob stands. */
export interface Setting {
  readonly weight: number
  /** Gy; left out where the knob has none. */
  readonly level?: number
}

/** Of all knobs, in their order: what a plan follows from. */
export type Settings = readonly Setting[]

/** Whose dose levels may be turned. */
export const turnable = ['organs', 'all', 'none'] as const

export interface KnobOptions {
  readonly weight: Range
  readonly levels: (typeof turnable)[number]
  /** The greatest dose level, in Gy. */
  readonly most: number
}

/**
 * The knobs of a case: the weight of each objective, and of dose levels those that are asked for: of organs from nothing
 * to the most, of targets a tenth less or more than they were.
 */
export function knobsOf({ structures }: PlanCase, { weight, levels, most }: KnobOptions): readonly Knob[] {
  return structures.flatMap(({ name, type, objectives }) =>
    objectives.map((objective, place): Knob => {
      const { kind, dose } = objective
      const isTurned = levels === 'all' || (levels === 'organs' && type === 'organ')
      const level =
        type === 'organ' ? { from: 0, to: Math.max(most, dose) } : { from: 0.9 * dose, to: 1.1 * dose }
      const same = objectives.slice(0, place).filter((other) => other.kind === kind).length
      return {
        name: objectives.length === 1 ? name : `${name} ${kind}${same > 0 ? ` ${same + 1}` : ''}`,
        structure: name,
        type,
        wants: objectiveKinds[kind].title,
        place,
        weight,
        ...(isTurned && { level }),
      }
    }),
  )
}

/** Where the knobs of a case stand, moved into their bounds. */
export function settingsOf({ structures }: PlanCase, knobs: readonly Knob[]): Settings {
  return knobs.map((knob) => {
    const { penalty, dose } = objectiveOf(structures, knob)
    return projected({ weight: penalty, level: dose }, knob)
  })
}

/** The same case with its knobs turned. */
export function withSettings(plan: PlanCase, knobs: readonly Knob[], settings: Settings): PlanCase {
  const turned = (structure: Structure, objective: Objective, place: number): Objective => {
    const index = knobs.findIndex((knob) => knob.structure === structure.name && knob.place === place)
    const { weight, level } = settings[index]!
    return { ...objective, penalty: weight, ...(level !== undefined && { dose: level }) }
  }
  return {
    ...plan,
    structures: plan.structures.map((structure) => ({
      ...structure,
      objectives: structure.objectives.map((objective, place) => turned(structure, objective, place)),
    })),
  }
}

/** A setting moved into the bounds of its knob, with as many digits as it is written with. */
export function projected({ weight, level = 0 }: Setting, knob: Knob): Setting {
  return {
    weight: rounded(clamp(weight, knob.weight)),
    ...(knob.level && { level: rounded(clamp(level, knob.level)) }),
  }
}

/** Four digits that count: what is finer makes no other plan. */
const rounded = (value: number): number => Number(value.toPrecision(4))

const clamp = (value: number, { from, to }: Range): number => Math.min(to, Math.max(from, value))

function objectiveOf(structures: readonly Structure[], { structure, place }: Knob): Objective {
  return structures.find(({ name }) => name === structure)!.objectives[place]!
}

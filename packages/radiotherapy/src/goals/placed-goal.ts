import { voxelVolume, type PlanCase, type Structure } from '../plan-case.ts'
import { contradictions } from './contradictions.ts'
import { GoalError } from './goal-error.ts'
import { unitOf, type Goal, type GoalMetric, type GoalSet } from './goal.ts'
import { parseNormalization } from './parse-goal.ts'
import { figure, type Quantity, type Unit } from './quantity.ts'
import { structureNamed } from './structure-named.ts'

/** A metric of a structure of a case, with all doses in Gy. */
export interface PlacedMetric {
  readonly structure: Structure
  readonly metric: GoalMetric
  readonly unit: Unit
  /** In that unit. */
  readonly limit: number
  /** Of the structure, in cc. */
  readonly whole: number
}

/** A goal of a case. */
export interface PlacedGoal extends PlacedMetric {
  readonly goal: Goal
}

/** The goals of a case. */
export interface PlacedGoals {
  readonly name: string
  readonly goals: readonly PlacedGoal[]
  /** What each plan is scaled to. */
  readonly normalization: PlacedMetric | undefined
  /** What looks like a mistake and need not be one. */
  readonly warnings: readonly string[]
}

/** Less than this is rarely meant by a dose that is written in Gy or cGy. */
const leastGy = 1

/**
 * Finds the structures of goals in a case, and what is wrong with them before anything is solved: a structure that is not
 * there, a volume that is larger than it, hard goals that contradict each other.
 * @param normalizeTo Replaces that of the set; 'none' scales nothing.
 * @throws GoalError naming the goal and the rule.
 */
export function placeGoals(set: GoalSet, plan: PlanCase, normalizeTo = set.normalizeTo): PlacedGoals {
  const prescription = set.prescription ?? prescriptionOf(plan)
  const place = (of: Pick<Goal, 'text' | 'structure' | 'metric' | 'limit'>): PlacedMetric =>
    placed(of, { plan, prescription, aliases: set.aliases })
  const goals = set.goals.map((goal) => ({ ...place(goal), goal }))
  const { clashes, warnings } = contradictions(goals)
  const [clash] = clashes
  if (clash) throw new GoalError(clash.goal, clash.rule)
  const normalization =
    normalizeTo === undefined
      ? coverageOf(goals)
      : normalizeTo === 'none'
        ? undefined
        : place(parseNormalization(normalizeTo))
  return { name: set.name, goals, normalization, warnings: [...goals.flatMap(suspicion), ...warnings] }
}

/** The greatest dose that an objective of a target speaks of, in Gy. */
export function prescriptionOf({ structures }: PlanCase): number {
  const targets = structures.filter(({ type }) => type === 'target')
  return Math.max(0, ...targets.flatMap(({ objectives }) => objectives.map(({ dose }) => dose)))
}

interface Placing {
  readonly plan: PlanCase
  readonly prescription: number
  readonly aliases: GoalSet['aliases']
}

function placed(
  { text, structure: name, metric, limit }: Pick<Goal, 'text' | 'structure' | 'metric' | 'limit'>,
  { plan, prescription, aliases }: Placing,
): PlacedMetric {
  const structure = structureNamed(plan, name, aliases)
  if (!structure)
    throw new GoalError(
      text,
      `expected a structure of the case ${plan.name}: ${plan.structures.map((one) => one.name).join(', ')}; got ${name}`,
    )
  const inGy = ({ value, unit }: Quantity): Quantity => {
    if (unit !== '%') return { value, unit }
    if (prescription > 0) return { value: (value * prescription) / 100, unit: 'Gy' }
    throw new GoalError(text, 'expected a prescription, of which it says per cent')
  }
  const unit = unitOf(metric)
  const whole = structure.rows.length * voxelVolume(plan.grid)
  checkVolume(metric.kind === 'doseAt' ? metric.volume : limit, { structure, whole, text })
  return {
    structure,
    metric: 'dose' in metric ? { ...metric, dose: inGy(metric.dose) } : metric,
    unit,
    limit: (unit === 'Gy' ? inGy(limit) : limit).value,
    whole,
  }
}

function checkVolume(
  { value, unit }: Quantity,
  { structure, whole, text }: { structure: Structure; whole: number; text: string },
): void {
  if (unit === 'cc' && value > whole * (1 + 1e-12))
    throw new GoalError(
      text,
      `expected a volume up to the ${figure(whole)} cc of ${structure.name}, got ${figure(value)} cc`,
    )
}

/** The first goal that a part of a target gets at least a dose. */
function coverageOf(goals: readonly PlacedGoal[]): PlacedMetric | undefined {
  return goals.find(
    ({ structure, metric, goal }) =>
      structure.type === 'target' && metric.kind === 'doseAt' && goal.direction === 'atLeast',
  )
}

function suspicion({ goal, limit, unit }: PlacedGoal): string[] {
  return unit === 'Gy' && limit < leastGy && limit > 0
    ? [`the goal '${goal.text}' is about ${figure(limit)} Gy: is it in the right unit?`]
    : []
}

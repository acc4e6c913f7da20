import type { PlacedGoal } from './placed-goal.ts'
import type { Unit } from './quantity.ts'

/** Goals that no plan meets together. */
export interface Clash {
  /** The text of the first goal. */
  readonly goal: string
  readonly rule: string
}

/** What a goal says of the doses of its structure's voxels. */
interface Bound {
  readonly of: PlacedGoal
  /** The part of the voxels, 0 to 1. */
  readonly part: number
  readonly dose: number
}

/**
 * Goals that contradict each other: where at least a part x of a structure has to get a dose, and at most a part y of
 * another may get more than a smaller one, too many voxels that both have are asked for both. A structure shares all
 * voxels with itself: D95 >= 70 Gy and Dmax <= 65 Gy can not be. Where one of the two is soft, it is a warning.
 */
export function contradictions(goals: readonly PlacedGoal[]): {
  readonly clashes: readonly Clash[]
  readonly warnings: readonly string[]
} {
  const found = [...volumeClashes(goals), ...meanClashes(goals)]
  const [clashes, warnings]: [Clash[], string[]] = [[], []]
  for (const [a, b] of found) {
    const clash = {
      goal: a.goal.text,
      rule: `contradicts '${b.goal.text}': no plan meets both`,
    }
    if (a.goal.tier === 'hard' && b.goal.tier === 'hard') clashes.push(clash)
    else warnings.push(`the goal '${clash.goal}' ${clash.rule}`)
  }
  return { clashes, warnings }
}

type Pair = readonly [PlacedGoal, PlacedGoal]

function volumeClashes(goals: readonly PlacedGoal[]): Pair[] {
  const least = goals.flatMap((goal) => boundOf(goal, 'atLeast'))
  const most = goals.flatMap((goal) => boundOf(goal, 'atMost'))
  return least.flatMap((low) =>
    most.flatMap((high): Pair[] => (low.dose > high.dose && overlaps(low, high) ? [[low.of, high.of]] : [])),
  )
}

function overlaps(low: Bound, high: Bound): boolean {
  const [a, b] = [low.of.structure, high.of.structure]
  if (a === b) return low.part >= high.part
  const shared = sharedRows(a.rows, b.rows)
  // At most so many of the shared voxels may stay below the one dose, and above the other.
  return shared - (1 - low.part) * a.rows.length > high.part * b.rows.length + 1
}

function sharedRows(a: Uint32Array, b: Uint32Array): number {
  const rows = new Set(a)
  return b.reduce((count, row) => count + (rows.has(row) ? 1 : 0), 0)
}

/** A goal on a dose at a volume, or a volume at a dose, as a part of the voxels and a dose. */
function boundOf(of: PlacedGoal, direction: 'atLeast' | 'atMost'): Bound[] {
  const { goal, metric, limit, structure, whole } = of
  if (goal.direction !== direction) return []
  switch (metric.kind) {
    case 'min':
      return [{ of, part: 1, dose: limit }]
    case 'max':
      return [{ of, part: 0, dose: limit }]
    case 'doseAt':
      return [{ of, part: partOf(metric.volume.value, metric.volume.unit, whole), dose: limit }]
    case 'volumeAt':
      return [{ of, part: partOf(limit, metric.in, whole), dose: metric.dose.value }]
    case 'mean':
      // Some voxel gets at least the mean, some at most.
      return [{ of, part: direction === 'atLeast' ? 1 / structure.rows.length : 1, dose: limit }]
    default:
      return []
  }
}

const partOf = (volume: number, unit: Unit, whole: number): number => volume / (unit === 'cc' ? whole : 100)

/** A part x with at least a dose d makes a mean of at least x·d. */
function meanClashes(goals: readonly PlacedGoal[]): Pair[] {
  const means = goals.filter(({ goal, metric }) => metric.kind === 'mean' && goal.direction === 'atMost')
  return goals
    .flatMap((goal) => boundOf(goal, 'atLeast'))
    .flatMap(({ of, part, dose }) =>
      means
        .filter((mean) => mean.structure === of.structure && part < 1 && part * dose > mean.limit)
        .map((mean): Pair => [of, mean]),
    )
}

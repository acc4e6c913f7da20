import type { GoalFact, PlanData } from '../feedback.ts'
import { projected, type Knob, type Setting, type Settings } from './knobs.ts'

/** How settings are turned: by how much, and what of them. */
export interface Turn {
  /** 1 is a usual step. */
  readonly gain: number
  /** 'focus': the objectives of organs look at those voxels that their goals are about, and count more. */
  readonly of: 'all' | 'worst' | 'weights' | 'levels' | 'focus'
}

/** What is tried in turn while nothing gets better: other step lengths, and fewer knobs at once. */
const cycle: readonly Turn[] = [
  { gain: 1, of: 'all' },
  { gain: 1, of: 'focus' },
  { gain: 0.5, of: 'all' },
  { gain: 1, of: 'worst' },
  { gain: 2, of: 'all' },
  { gain: 1, of: 'weights' },
  { gain: 1, of: 'levels' },
]

/** The turn after so many that were no better, from 0: with each round they become smaller. */
export function turnAfter(failed: number): Turn {
  const { gain, of } = cycle[failed % cycle.length]!
  return { gain: gain / 4 ** Math.floor(failed / cycle.length), of }
}

/** Of a weight, by how much it grows in a usual step where a goal is missed by so many per cent. */
const growth = (violation: number): number => Math.min(4, 1.1 + violation / 12)
/** Of what a goal allows, where a level works on those voxels that are above it. */
const below = 0.8
/** Per cent of a limit that are no room: what is so near to it is held. */
const near = 2

/**
 * What a planner does by rule: where a structure misses goals its objectives count more, and the dose level of an organ sinks;
 * where all goals of an organ have room it counts less, and its level rises to what they allow; what is just met is held,
 * by half of the growth that the most missed gets; an organ without goals gives way to a target that misses some.
 */
export function turned(
  { settings, knobs, goals }: Pick<PlanData, 'settings' | 'knobs' | 'goals'>,
  turn: Turn,
): Settings {
  const [worst] = goals
  const most = Math.max(0, ...goals.map(({ violation }) => violation))
  const targets = knobs.filter(({ type }) => type === 'target')
  const targetMissed = goals.some((goal) => !goal.met && targets.some((knob) => isAbout(goal, knob, goals)))
  return knobs.map((knob, index) => {
    const setting = settings[index]!
    if (turn.of === 'worst' && knob.structure !== worst?.structure) return setting
    const own = goals.filter((goal) => isAbout(goal, knob, goals))
    if (turn.of === 'focus' && knob.type === 'organ' && own.length > 0)
      return projected(focused(setting, own, turn), knob)
    const wanted =
      own.length > 0 ? wantedOf(own, { type: knob.type, most }) : withoutGoals(knob, targetMissed)
    return projected(applied(setting, wanted, turn), knob)
  })
}

/**
 * Whether turning a knob is what a goal asks for. Where an organ holds the target, as the body does, hot spots above what the
 * target should get are the target's.
 */
function isAbout(
  { structure, direction, metric, limit }: GoalFact,
  knob: Knob,
  goals: readonly GoalFact[],
): boolean {
  const wanted = goals
    .filter((goal) => goal.direction === 'atLeast' && goal.unit === 'Gy')
    .map((goal) => goal.limit)
  const isHotSpot =
    direction === 'atMost' &&
    (metric === 'max' || metric === 'doseAt') &&
    wanted.length > 0 &&
    limit >= Math.max(...wanted)
  return isHotSpot ? knob.type === 'target' : structure === knob.structure
}

/** What is done in a usual step. */
interface Wanted {
  /** The factor of the weight. */
  readonly weight: number
  /** The part of the way that a level goes, and where to, in Gy. */
  readonly part: number
  readonly to: number
}

const asItIs: Wanted = { weight: 1, part: 0, to: 0 }

function wantedOf(
  own: readonly GoalFact[],
  { type, most }: { readonly type: Knob['type']; readonly most: number },
): Wanted {
  const violation = Math.max(...own.map((one) => one.violation))
  const allowed = allowedBy(own)
  if (violation > 0) return { weight: growth(violation), part: Math.min(0.4, 0.02 + violation / 100), to: 0 }
  const rooms = own.filter(isBound).map((one) => one.room)
  if (rooms.length === 0) return asItIs
  const room = Math.min(...rooms)
  if (room <= near) return { ...asItIs, weight: Math.sqrt(growth(most)) }
  // An organ gives way as far as its goals allow; a target is not made worse than it is.
  if (type === 'target') return asItIs
  return {
    weight: 1 / Math.min(2, 1 + (room - near) / 20),
    part: Math.min(0.3, (room - near) / 40),
    to: allowed,
  }
}

/** Where a plan is scaled to a limit there never is room, which holds nothing. */
const isBound = ({ direction, room }: GoalFact): boolean => direction === 'atMost' || Math.abs(room) > 1e-6

function withoutGoals({ type, level }: Knob, targetMissed: boolean): Wanted {
  const isRival = type === 'organ' && targetMissed
  return isRival ? { weight: 1 / 1.5, part: 0.1, to: level?.to ?? 0 } : asItIs
}

/** The least dose in Gy that a goal of an organ speaks of: around there a level is of use. */
function allowedBy(own: readonly GoalFact[]): number {
  const doses = own
    .filter(({ direction }) => direction === 'atMost')
    .flatMap(({ unit, limit, dose }) => dose ?? (unit === 'Gy' ? limit : []))
  return doses.length > 0 ? Math.min(...doses) : 0
}

/** Where few voxels are above a level they have to count more. */
const sharpness = 4

function focused({ weight, level }: Setting, own: readonly GoalFact[], { gain }: Turn): Setting {
  const to = below * allowedBy(own)
  if (level === undefined || level >= to) return { weight, ...(level !== undefined && { level }) }
  return { weight: weight * sharpness ** gain, level: level + Math.min(1, gain) * (to - level) }
}

function applied({ weight, level }: Setting, wanted: Wanted, { gain, of }: Turn): Setting {
  const turnedWeight = of === 'levels' ? weight : weight * wanted.weight ** gain
  if (level === undefined) return { weight: turnedWeight }
  const part = of === 'weights' ? 0 : Math.min(1, gain * wanted.part)
  return { weight: turnedWeight, level: level + part * (wanted.to - level) }
}

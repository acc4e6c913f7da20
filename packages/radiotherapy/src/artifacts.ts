import type { Artifact, Curve } from '@textgrad/core'

import { doseSlice } from './artifacts/dose-slice.ts'
import { dvhCurve } from './dvh/curve.ts'
import { measuredDose } from './goals/measure.ts'
import type { PlacedGoal } from './goals/placed-goal.ts'
import { roomOf, worstFirst } from './goals/scorecard.ts'
import { notice } from './notice.ts'
import type { Plan, Planner } from './planner/planner.ts'
import { settingsCodec } from './values.ts'

/** Points of a curve: enough to draw. */
const points = 106

export interface ShownPlan {
  readonly planner: Planner
  readonly plan: Plan
  /** The plan that it is compared with. */
  readonly first: Plan
}

/** What there is to see of a plan: histograms with the goals, the scorecard, a slice of the dose, the settings, and the start beside it. */
export function planArtifacts({ planner, plan, first }: ShownPlan): readonly Artifact[] {
  return [
    dvhArtifact(planner, plan),
    scorecardArtifact(plan),
    ...doseSlice(planner.plan, plan.dose),
    ...(plan.hash === first.hash ? [] : [comparisonArtifact(plan, first)]),
    settingsArtifact(planner, plan),
  ]
}

function dvhArtifact({ plan: of, goals }: Planner, plan: Plan): Artifact {
  const measured = measuredDose(of, plan.dose)
  const most = measured.all.max
  const curves = of.structures.map((structure): Curve => {
    const { dose, volume } = dvhCurve(measured.volumeOf(structure), { points, most })
    return {
      name: structure.name,
      points: [...dose].map((one, index) => [round(one), round(100 * volume[index]!)]),
    }
  })
  return {
    kind: 'curves',
    name: 'dvh',
    title: `Dose-volume histograms with the goals. ${notice}`,
    x: { label: 'dose', unit: 'Gy' },
    y: { label: 'volume', unit: '%' },
    curves: [...curves, ...goals.goals.flatMap(goalMark)],
  }
}

/** A goal as a point: what its curve should pass on the right or on the left. */
function goalMark({ goal, metric, limit, whole, structure }: PlacedGoal): Curve[] {
  const side = goal.direction === 'atLeast' ? 'at least' : 'at most'
  const mark = (dose: number, volume: number): Curve[] => [
    { name: `goal of ${structure.name}, ${side}: ${goal.text}`, points: [[round(dose), round(volume)]] },
  ]
  const percent = (value: number, unit: string): number => (unit === 'cc' ? (100 * value) / whole : value)
  if (metric.kind === 'doseAt') return mark(limit, percent(metric.volume.value, metric.volume.unit))
  if (metric.kind === 'volumeAt') return mark(metric.dose.value, percent(limit, metric.in))
  if (metric.kind === 'max' || metric.kind === 'min') return mark(limit, metric.kind === 'max' ? 0 : 100)
  return []
}

function scorecardArtifact({ card }: Plan): Artifact {
  return {
    kind: 'table',
    name: 'scorecard',
    title: `Goals, worst first: score ${round(0 - card.cost)}, 0 is all met. ${notice}`,
    columns: [
      'goal',
      'tier',
      'priority',
      'value',
      'limit',
      'unit',
      'met',
      'missed by',
      'missed by %',
      'room %',
    ],
    rows: worstFirst(card).map((one) => {
      const { goal, value, limit, unit, met, by, violation } = one
      const missed = met ? [null, null, round(roomOf(one))] : [round(by), round(violation), null]
      return [goal.text, goal.tier, goal.priority, round(value), round(limit), unit, met, ...missed]
    }),
  }
}

function comparisonArtifact(plan: Plan, first: Plan): Artifact {
  return {
    kind: 'table',
    name: 'comparison',
    title: `This plan and the first: score ${round(0 - plan.card.cost)} and ${round(0 - first.card.cost)}. ${notice}`,
    columns: ['goal', 'first', 'this', 'difference', 'unit', 'was met', 'is met'],
    rows: plan.card.results.map(({ goal, value, unit, met }, index) => {
      const before = first.card.results[index]!
      return [
        goal.text,
        round(before.value),
        round(value),
        round(value - before.value),
        unit,
        before.met,
        met,
      ]
    }),
  }
}

function settingsArtifact({ knobs }: Planner, plan: Plan): Artifact {
  const { parts } = plan
  const objectives = Object.fromEntries(knobs.map(({ name }, index) => [name, parts[index]!]))
  const record = {
    notice,
    settings: settingsCodec(knobs).render(plan.settings).split('\n'),
    fluence: plan.hash,
    scale: plan.scale,
    objectives,
    iterations: plan.iterations,
    stopped: plan.stopped,
  }
  return {
    kind: 'text',
    name: 'plan',
    title: `The plan. ${notice}`,
    text: JSON.stringify(record, undefined, 2),
  }
}

const round = (value: number): number => Number(value.toFixed(3))

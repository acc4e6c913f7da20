import type { Artifact, Curve } from '@textgrad/core'

import { comparison } from './artifacts/comparison.ts'
import { doseSlice } from './artifacts/dose-slice.ts'
import { dvhCurves } from './artifacts/dvh-curves.ts'
import { rounded } from './artifacts/rounded.ts'
import { statisticsTable } from './artifacts/statistics.ts'
import type { PlacedGoal } from './goals/placed-goal.ts'
import { roomOf, worstFirst } from './goals/scorecard.ts'
import { notice } from './notice.ts'
import type { Plan, Planner } from './planner/planner.ts'
import { settingsCodec } from './values.ts'

export interface ShownPlan {
  readonly planner: Planner
  readonly plan: Plan
  /** The plan that it is compared with. */
  readonly first: Plan
}

/** What there is to see of a plan: histograms with the goals, the scorecard, the doses of each structure, a slice of the dose, the settings, and the start beside it. */
export function planArtifacts({ planner, plan, first }: ShownPlan): readonly Artifact[] {
  return [
    dvhArtifact(planner, plan),
    scorecardArtifact(plan),
    statisticsTable(planner.plan, plan.dose),
    ...doseSlice(planner.plan, plan.dose),
    ...(plan.hash === first.hash ? [] : comparison(planner.plan, plan, first)),
    settingsArtifact(planner, plan),
  ]
}

function dvhArtifact({ plan: of, goals }: Planner, plan: Plan): Artifact {
  return {
    kind: 'curves',
    name: 'dvh',
    title: `Dose-volume histograms with the goals. ${notice}`,
    x: { label: 'dose', unit: 'Gy' },
    y: { label: 'volume', unit: '%' },
    curves: [...dvhCurves(of, plan.dose), ...goals.goals.flatMap(goalMark)],
  }
}

/** A goal as a point: what its curve should pass on the right or on the left. */
function goalMark({ goal, metric, limit, whole, structure }: PlacedGoal): Curve[] {
  const side = goal.direction === 'atLeast' ? 'at least' : 'at most'
  const mark = (dose: number, volume: number): Curve[] => [
    { name: `goal of ${structure.name}, ${side}: ${goal.text}`, points: [[rounded(dose), rounded(volume)]] },
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
    title: `Goals, worst first: score ${rounded(0 - card.cost)}, 0 is all met. ${notice}`,
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
      const missed = met ? [null, null, rounded(roomOf(one))] : [rounded(by), rounded(violation), null]
      return [goal.text, goal.tier, goal.priority, rounded(value), rounded(limit), unit, met, ...missed]
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

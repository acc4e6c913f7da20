import type { Artifact } from '@textgrad/core'

import { notice } from '../notice.ts'
import type { PlanCase } from '../plan-case.ts'
import type { Plan } from '../planner/planner.ts'
import { dvhCurves } from './dvh-curves.ts'
import { rounded } from './rounded.ts'

/** A plan beside the first: what each reaches of the goals, and the histograms of both. */
export function comparison(of: PlanCase, plan: Plan, first: Plan): readonly Artifact[] {
  const most = [...first.dose, ...plan.dose].reduce((a, b) => Math.max(a, b), 0)
  return [
    {
      kind: 'table',
      name: 'comparison',
      title: `This plan and the first: score ${rounded(0 - plan.card.cost)} and ${rounded(0 - first.card.cost)}. ${notice}`,
      columns: ['goal', 'first', 'this', 'difference', 'unit', 'was met', 'is met'],
      rows: plan.card.results.map(({ goal, value, unit, met }, index) => {
        const before = first.card.results[index]!
        const difference = rounded(value - before.value)
        return [goal.text, rounded(before.value), rounded(value), difference, unit, before.met, met]
      }),
    },
    {
      kind: 'curves',
      name: 'dvh-comparison',
      title: `Dose-volume histograms of this plan and the first. ${notice}`,
      x: { label: 'dose', unit: 'Gy' },
      y: { label: 'volume', unit: '%' },
      curves: [
        ...dvhCurves(of, first.dose, { most, suffix: ', first' }),
        ...dvhCurves(of, plan.dose, { most, suffix: ', this' }),
      ],
    },
  ]
}

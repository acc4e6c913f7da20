import type { Artifact } from '@textgrad/core'

import { measuredDose } from '../goals/measure.ts'
import { notice } from '../notice.ts'
import type { PlanCase } from '../plan-case.ts'
import { rounded } from './rounded.ts'

/** Volumes in per cent, of which the least dose of the hottest part is told. */
const volumes = [98, 95, 50, 5, 2]

/** Mean, min, max and D98 % to D2 % of every structure, whatever the goals are about, in Gy over the whole course. */
export function statisticsTable(plan: PlanCase, dose: Float64Array): Artifact {
  const measured = measuredDose(plan, dose)
  return {
    kind: 'table',
    name: 'statistics',
    title: `Doses of each structure in Gy. ${notice}`,
    columns: ['structure', 'mean', 'min', 'max', ...volumes.map((volume) => `D${volume}%`)],
    rows: plan.structures.map((structure) => {
      const of = measured.volumeOf(structure)
      const doses = volumes.map((volume) => of.doseAt(volume))
      return [structure.name, ...[of.mean, of.min, of.max, ...doses].map(rounded)]
    }),
  }
}

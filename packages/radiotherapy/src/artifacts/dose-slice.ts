import type { Artifact } from '@textgrad/core'

import { prescriptionOf } from '../goals/placed-goal.ts'
import { notice } from '../notice.ts'
import type { PlanCase } from '../plan-case.ts'
import { doseStack } from './dose-stack.ts'
import { sliceSvg } from './slice-svg.ts'
import { sliceOf, sliceOfTarget } from './slice.ts'

/** The longest side of a slice that is shown, in voxels: of larger ones every second or further voxel is. */
const longest = 128

/** The plane with most target voxels: its dose as a grid, with the planes around it, and as a drawing with contours and isodoses. */
export function doseSlice(plan: PlanCase, dose: Float64Array): readonly Artifact[] {
  const { size } = plan.grid
  const slice = sliceOf(plan, sliceOfTarget(plan), Math.ceil(Math.max(size.x, size.y) / longest))
  const values = [...slice.nearest].map((row) => (row < 0 ? 0 : Number(dose[row]!.toFixed(2))))
  const prescription = prescriptionOf(plan)
  const reference = prescription > 0 ? prescription : Math.max(...values)
  return [
    {
      kind: 'grid',
      name: 'dose',
      title: `Dose in the slice with most of the target. ${notice}`,
      width: slice.width,
      height: slice.height,
      unit: 'Gy',
      values,
      stack: doseStack(plan, dose, reference),
    },
    {
      kind: 'svg',
      name: 'slice',
      title: `Isodoses and contours in the slice with most of the target. ${notice}`,
      svg: sliceSvg({ plan, slice, values, reference, notice }),
    },
  ]
}

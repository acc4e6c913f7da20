import type { Artifact } from '@textgrad/core'

import { prescriptionOf } from '../goals/placed-goal.ts'
import { notice } from '../notice.ts'
import type { PlanCase } from '../plan-case.ts'
import { sliceSvg } from './slice-svg.ts'

/** The longest side of a slice that is shown, in voxels: of larger ones every second or further voxel is. */
const longest = 128

/** A plane of voxels across the body; what the case does not sample is missing. */
export interface Slice {
  readonly width: number
  readonly height: number
  /** mm */
  readonly spacing: { readonly x: number; readonly y: number }
  /** The row of the matrix of each voxel, or -1. */
  readonly rows: Int32Array
}

/** The plane with most target voxels: its dose as a grid, and as a drawing with contours and isodoses. */
export function doseSlice(plan: PlanCase, dose: Float64Array): readonly Artifact[] {
  const slice = sliceOf(plan)
  const values = [...slice.rows].map((row) => (row < 0 ? 0 : Number(dose[row]!.toFixed(2))))
  const prescription = prescriptionOf(plan)
  const shared = { plan, slice, values }
  return [
    {
      kind: 'grid',
      name: 'dose',
      title: `Dose in the slice with most of the target. ${notice}`,
      width: slice.width,
      height: slice.height,
      unit: 'Gy',
      values,
    },
    {
      kind: 'svg',
      name: 'slice',
      title: `Isodoses and contours in the slice with most of the target. ${notice}`,
      svg: sliceSvg({ ...shared, reference: prescription > 0 ? prescription : Math.max(...values), notice }),
    },
  ]
}

function sliceOf({ grid, voxels, structures }: PlanCase): Slice {
  const { size, spacing } = grid
  const plane = size.x * size.y
  const counts = new Uint32Array(size.z)
  for (const { type, rows } of structures)
    if (type === 'target')
      for (const row of rows) {
        const z = Math.floor(voxels[row]! / plane)
        counts[z] = counts[z]! + 1
      }
  const z = counts.indexOf(counts.reduce((a, b) => Math.max(a, b)))
  const step = Math.ceil(Math.max(size.x, size.y) / longest)
  const [width, height] = [Math.ceil(size.x / step), Math.ceil(size.y / step)]
  const rows = new Int32Array(width * height).fill(-1)
  for (const [row, voxel] of voxels.entries()) {
    if (Math.floor(voxel / plane) !== z) continue
    const within = voxel - z * plane
    const [x, y] = [Math.floor(within / size.y), within % size.y]
    if (x % step === 0 && y % step === 0) rows[(y / step) * width + x / step] = row
  }
  return { width, height, spacing: { x: step * spacing.x, y: step * spacing.y }, rows }
}

import type { Artifact } from '@textgrad/core'

import { cubeIndex } from '../geometry/placed-grid.ts'
import { prescriptionOf } from '../goals/placed-goal.ts'
import { notice } from '../notice.ts'
import type { PlanCase } from '../plan-case.ts'
import { sliceSvg } from './slice-svg.ts'

/** The longest side of a slice that is shown, in voxels: of larger ones every second or further voxel is. */
const longest = 128

/** A plane of voxels across the body. */
export interface Slice {
  readonly width: number
  readonly height: number
  /** mm */
  readonly spacing: { readonly x: number; readonly y: number }
  /** The row of the matrix of each voxel, or -1. */
  readonly rows: Int32Array
  /** The same, but where a voxel of the body is left out the row of the one that stands for it. */
  readonly nearest: Int32Array
}

/** The plane with most target voxels: its dose as a grid, and as a drawing with contours and isodoses. */
export function doseSlice(plan: PlanCase, dose: Float64Array): readonly Artifact[] {
  const slice = sliceOf(plan)
  const values = [...slice.nearest].map((row) => (row < 0 ? 0 : Number(dose[row]!.toFixed(2))))
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

function sliceOf(plan: PlanCase): Slice {
  const { size, spacing } = plan.grid
  const z = sliceOfTarget(plan)
  const step = Math.ceil(Math.max(size.x, size.y) / longest)
  const [width, height] = [Math.ceil(size.x / step), Math.ceil(size.y / step)]
  const rowOf = new Map(Array.from(plan.voxels, (voxel, row) => [voxel, row]))
  const { sampling = 1 } = plan
  const onLattice = (place: number): number => sampling * Math.round(place / sampling)
  const rowAt = (x: number, y: number, of: number): number =>
    x < size.x && y < size.y && of < size.z ? (rowOf.get(cubeIndex(plan.grid, x, y, of)) ?? -1) : -1
  const rows = new Int32Array(width * height)
  const nearest = new Int32Array(width * height)
  for (let pixel = 0; pixel < rows.length; pixel++) {
    const [x, y] = [step * (pixel % width), step * Math.floor(pixel / width)]
    const row = rowAt(x, y, z)
    rows[pixel] = row
    nearest[pixel] = row < 0 ? rowAt(onLattice(x), onLattice(y), onLattice(z)) : row
  }
  return { width, height, spacing: { x: step * spacing.x, y: step * spacing.y }, rows, nearest }
}

/** The plane with most target voxels. */
function sliceOfTarget({ grid: { size }, voxels, structures }: PlanCase): number {
  const counts = new Uint32Array(size.z)
  for (const { type, rows } of structures)
    if (type === 'target')
      for (const row of rows) {
        const z = Math.floor(voxels[row]! / (size.x * size.y))
        counts[z] = counts[z]! + 1
      }
  return counts.indexOf(counts.reduce((a, b) => Math.max(a, b)))
}

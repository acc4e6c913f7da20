import { cubeIndex } from '../geometry/placed-grid.ts'
import type { PlanCase } from '../plan-case.ts'

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

/** The plane at `z`, of which every so many voxels along each side are taken. */
export function sliceOf(plan: PlanCase, z: number, step: number): Slice {
  const { size, spacing } = plan.grid
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
export function sliceOfTarget(plan: PlanCase): number {
  const counts = targetVoxels(plan)
  return counts.indexOf(counts.reduce((a, b) => Math.max(a, b)))
}

/** How many voxels of targets are in each plane. */
export function targetVoxels({ grid: { size }, voxels, structures }: PlanCase): Uint32Array {
  const counts = new Uint32Array(size.z)
  for (const { type, rows } of structures)
    if (type === 'target')
      for (const row of rows) {
        const z = Math.floor(voxels[row]! / (size.x * size.y))
        counts[z] = counts[z]! + 1
      }
  return counts
}

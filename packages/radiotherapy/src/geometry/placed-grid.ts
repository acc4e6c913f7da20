import type { Grid, Xyz } from '../plan-case.ts'

/** A grid whose place is known: axes along LPS, x to the patient's left, y to the back, z to the head, all in mm. */
export type PlacedGrid = Grid & { readonly origin: Xyz }

/** A number for each voxel of a grid, by cube index. */
export interface Volume<Values extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly grid: PlacedGrid
  readonly values: Values
}

/** How many voxels a grid has. */
export const voxelsOf = ({ size }: Pick<Grid, 'size'>): number => size.x * size.y * size.z

/** The cube index of the voxel in column `x`, row `y` and slice `z`, from 0. */
export const cubeIndex = ({ size }: Pick<Grid, 'size'>, x: number, y: number, z: number): number =>
  y + size.y * (x + size.x * z)

/** The column, row and slice of a voxel. */
export function placeOf({ size }: Pick<Grid, 'size'>, index: number): Xyz {
  const y = index % size.y
  const column = (index - y) / size.y
  const x = column % size.x
  return { x, y, z: (column - x) / size.x }
}

/** The centre of a voxel in mm, LPS. */
export function centreOf(grid: PlacedGrid, index: number): Xyz {
  const { spacing, origin } = grid
  const { x, y, z } = placeOf(grid, index)
  return { x: origin.x + x * spacing.x, y: origin.y + y * spacing.y, z: origin.z + z * spacing.z }
}

/** The cube indices, rising, of the voxels whose centre is in a region. */
export function voxelsWithin(grid: PlacedGrid, contains: (centre: Xyz) => boolean): Uint32Array {
  const found: number[] = []
  for (let index = 0; index < voxelsOf(grid); index++) {
    if (contains(centreOf(grid, index))) found.push(index)
  }
  return Uint32Array.from(found)
}

/** The middle of the centres of voxels. */
export function middleOf(grid: PlacedGrid, voxels: Uint32Array): Xyz {
  const sum = { x: 0, y: 0, z: 0 }
  for (const voxel of voxels) {
    const centre = centreOf(grid, voxel)
    sum.x += centre.x
    sum.y += centre.y
    sum.z += centre.z
  }
  return { x: sum.x / voxels.length, y: sum.y / voxels.length, z: sum.z / voxels.length }
}

/** @throws RangeError naming the rule, for a grid without voxels or with a spacing or place that is no number. */
export function checkGrid({ size, spacing, origin }: PlacedGrid): void {
  for (const axis of ['x', 'y', 'z'] as const) {
    if (!(Number.isInteger(size[axis]) && size[axis] >= 1))
      throw new RangeError(
        `Expected size.${axis} of a grid to be a whole number from 1 up, got ${size[axis]}`,
      )
    if (!(spacing[axis] > 0 && spacing[axis] < Infinity))
      throw new RangeError(`Expected spacing.${axis} of a grid to be above 0 mm, got ${spacing[axis]}`)
    if (!Number.isFinite(origin[axis]))
      throw new RangeError(`Expected origin.${axis} of a grid to be a number, got ${origin[axis]}`)
  }
}

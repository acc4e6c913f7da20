import { checkGrid, voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'

/** What a dose engine has to know of a patient. */
export interface Medium {
  /** The density of electrons relative to water, 0 outside of the body. */
  readonly density: Volume<Float32Array>
  /** Where dose is computed. */
  readonly grid: PlacedGrid
  /** The voxels of that grid that get a row of the matrix, as cube indices. */
  readonly voxels: Uint32Array
}

/** @throws RangeError naming the part and the rule. */
export function checkMedium({ density, grid, voxels }: Medium): void {
  checkGrid(density.grid)
  checkGrid(grid)
  if (density.values.length !== voxelsOf(density.grid))
    throw new RangeError(
      `Expected a density for each of ${voxelsOf(density.grid)} voxels, got ${density.values.length}`,
    )
  const wrong = density.values.findIndex((value) => !(value >= 0 && value < Infinity))
  if (wrong >= 0)
    throw new RangeError(
      `Expected densities that are not negative, got ${density.values[wrong]} in voxel ${wrong}`,
    )
  const outside = voxels.find((voxel) => voxel >= voxelsOf(grid))
  if (outside !== undefined) throw new RangeError(`Expected voxels below ${voxelsOf(grid)}, got ${outside}`)
}

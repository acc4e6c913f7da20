import type { Beam } from '../dose/beam.ts'
import { checkMedium } from '../dose/medium.ts'
import { CaseError } from '../errors.ts'
import { voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'
import type { Structure } from '../plan-case.ts'

/** A volume that is to be treated or spared, by the voxels whose centre it contains. */
export interface CaseStructure extends Omit<Structure, 'rows'> {
  /** Cube indices on the grid of the dose, rising. */
  readonly voxels: Uint32Array
}

/** A patient and the beams on them: all that dose is computed from, and what it should be. */
export interface Case {
  readonly name: string
  /** The dose of the first target over the whole course, Gy. */
  readonly prescription: number
  readonly fractions: number
  /** The density of electrons relative to water, 0 outside of the body. */
  readonly density: Volume<Float32Array>
  /** Where dose is computed and structures are. */
  readonly grid: PlacedGrid
  readonly structures: readonly CaseStructure[]
  readonly beams: readonly Beam[]
}

/**
 * Checks a case as far as dose computation needs it.
 * @throws CaseError naming the field and the rule, and RangeError for a grid or density that is none.
 */
export function checkAnatomy({ name, grid, density, structures }: Case): void {
  checkMedium({ density, grid, voxels: new Uint32Array() })
  if (structures.length === 0)
    throw new CaseError(name, { field: 'structures', rule: 'expected at least one, got none' })
  const cube = voxelsOf(grid)
  for (const [index, { name: structure, voxels }] of structures.entries()) {
    const refuse = (rule: string) => new CaseError(name, { field: `structures[${index}].voxels`, rule })
    if (voxels.length === 0) throw refuse(`expected ${structure} to have at least one voxel, got none`)
    const wrong = voxels.findIndex((voxel, at) => voxel >= cube || (at > 0 && voxel <= voxels[at - 1]!))
    if (wrong >= 0)
      throw refuse(`expected rising cube indices below ${cube}, got ${voxels[wrong]} at ${wrong}`)
  }
}

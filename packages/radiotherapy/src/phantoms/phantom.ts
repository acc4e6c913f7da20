import type { Case, CaseStructure } from '../cases/case.ts'
import { beamOnto } from '../dose/beam.ts'
import {
  centreOf,
  checkGrid,
  middleOf,
  voxelsOf,
  voxelsWithin,
  type PlacedGrid,
} from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'
import type { Shape } from './shape.ts'

/** A patient made of shapes. */
export interface PhantomPlan {
  readonly name: string
  readonly prescription: number
  readonly fractions: number
  /** The grid reaches at least so far from 0 along each axis, mm. */
  readonly reach: Xyz
  /** From the one that lies below all others, which is the body, to those on top of it. */
  readonly tissues: readonly { readonly shape: Shape; readonly density: number }[]
  readonly structures: readonly (Omit<CaseStructure, 'voxels'> & { readonly shape: Shape })[]
  /** Degrees. */
  readonly gantry: readonly number[]
}

export interface PhantomOptions {
  /** mm along each axis; default: 5. */
  readonly spacing?: number | undefined
  /** mm; default: 10. */
  readonly bixelWidth?: number | undefined
  /** The angles of the gantry in degrees; default: those of the phantom. */
  readonly gantry?: readonly number[] | undefined
}

/** Lays a phantom out on a grid; the beams meet in the middle of the voxels of all targets. */
export function builtPhantom(
  plan: PhantomPlan,
  { spacing = 5, bixelWidth = 10, gantry = plan.gantry }: PhantomOptions,
): Case {
  const grid = gridAround(plan.reach, spacing)
  const values = new Float32Array(voxelsOf(grid))
  for (let voxel = 0; voxel < values.length; voxel++) {
    const centre = centreOf(grid, voxel)
    values[voxel] = plan.tissues.findLast(({ shape }) => shape(centre))?.density ?? 0
  }
  const structures = plan.structures.map(({ shape, ...structure }) => ({
    ...structure,
    voxels: voxelsWithin(grid, shape),
  }))
  const targets = structures.filter(({ type }) => type === 'target')
  const treated = Uint32Array.from(new Set(targets.flatMap(({ voxels }) => [...voxels])))
  const isocentre = middleOf(grid, treated)
  return {
    name: plan.name,
    prescription: plan.prescription,
    fractions: plan.fractions,
    density: { grid, values },
    grid,
    structures,
    beams: gantry.map((angle) =>
      beamOnto({ grid, voxels: treated }, { gantry: angle, couch: 0, isocentre }, { bixelWidth }),
    ),
  }
}

/** 0 is the centre of a voxel. */
function gridAround(reach: Xyz, spacing: number): PlacedGrid {
  const [x, y, z] = [reach.x, reach.y, reach.z].map((far) => Math.round(far / spacing)) as [
    number,
    number,
    number,
  ]
  const grid = {
    size: { x: 2 * x + 1, y: 2 * y + 1, z: 2 * z + 1 },
    spacing: { x: spacing, y: spacing, z: spacing },
    origin: { x: -x * spacing, y: -y * spacing, z: -z * spacing },
  }
  checkGrid(grid)
  return grid
}

/** Angles from 0 in equal steps, in degrees. */
export const stepsOf = (count: number, degrees: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index * degrees)

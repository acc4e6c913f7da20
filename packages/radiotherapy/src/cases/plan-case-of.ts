import type { Bixel, DoseEngine, InfluenceOptions } from '../dose/dose-engine.ts'
import { genericPhotons } from '../dose/photons.ts'
import { checkStructures, type PlanCase } from '../plan-case.ts'
import { checkAnatomy, type Case } from './case.ts'

/** A case whose dose is computed: what fluence is optimised on, and the bixel of each column. */
export interface ComputedCase {
  readonly plan: PlanCase
  readonly bixels: readonly Bixel[]
}

/**
 * Computes the dose-influence matrix of a case, with a row for each voxel of any structure.
 * @param engine Default: photons of a generic machine.
 * @throws CaseError naming the field and the rule, and what `DoseEngine.influence` throws.
 */
export async function planCaseOf(
  one: Case,
  { engine = genericPhotons(), ...options }: InfluenceOptions & { readonly engine?: DoseEngine } = {},
): Promise<ComputedCase> {
  checkAnatomy(one)
  const { name, fractions, grid, density, structures, beams } = one
  const voxels = voxelsOfAny(one)
  const rowOf = new Map(Array.from(voxels, (voxel, row) => [voxel, row]))
  const { matrix, bixels } = await engine.influence({ grid, density, voxels }, beams, options)
  const plan: PlanCase = {
    name,
    fractions,
    grid,
    voxels,
    influence: matrix,
    structures: structures.map(({ voxels: own, ...structure }) => ({
      ...structure,
      rows: own.map((voxel) => rowOf.get(voxel)!),
    })),
  }
  checkStructures(plan)
  return { plan, bixels }
}

/** The voxels of all structures, rising, each once. */
function voxelsOfAny({ structures, grid: { size } }: Case): Uint32Array {
  const isIn = new Uint8Array(size.x * size.y * size.z)
  for (const { voxels } of structures) for (const voxel of voxels) isIn[voxel] = 1
  return Uint32Array.from(isIn.keys()).filter((voxel) => isIn[voxel] === 1)
}

import type { Csr } from '../influence/csr.ts'
import type { PlanCase, Structure } from '../plan-case.ts'
import { readBinary } from './binary.ts'
import { gridOf, typeOf, type FiledBundle } from './json.ts'
import { matRadObjective } from './objective.ts'
import { folderOf } from './weights.ts'

/** What the arrays of the matrix are called. */
export const filedNames = {
  starts: 'dij.indptr.u32',
  columns: 'dij.col.u16',
  values: 'dij.val.f32',
} as const

/** A case whose arrays are in files beside it; what they hold is checked later. */
export async function filedCase(bundle: FiledBundle, file: string): Promise<PlanCase> {
  const { nVoxelRows: voxels, nBixels: bixels, nnz } = bundle
  const folder = folderOf(file)
  const influence: Csr = {
    voxels,
    bixels,
    starts: await readBinary(folder, ['dij.indptr', 'u32'], voxels + 1),
    columns: await readBinary(folder, ['dij.col', 'u16'], nnz),
    values: await readBinary(folder, ['dij.val', 'f32'], nnz),
  }
  const structures: Structure[] = []
  for (const [index, { name, type, priority, nRows, objectives }] of bundle.structures.entries())
    structures.push({
      name,
      type: typeOf(type),
      priority,
      rows: await readBinary(folder, [`rows_${name}`, 'u32'], nRows),
      objectives: objectives.map((objective, at) =>
        matRadObjective(objective, file, `structures[${index}].objectives[${at}]`),
      ),
    })
  return {
    name: bundle.case,
    fractions: bundle.numFractions,
    grid: gridOf(bundle.grid),
    voxels: await readBinary(folder, ['voxelIndex', 'u32'], voxels),
    influence,
    structures,
  }
}

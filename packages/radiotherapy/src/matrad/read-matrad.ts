import { basename } from 'node:path'

import { CaseError } from '../errors.ts'
import { readMat } from '../mat/read-mat.ts'
import { checkCase, type PlanCase } from '../plan-case.ts'
import { MatField } from './fields.ts'
import { gridOf, nearestVoxels, type MatRadGrid } from './grids.ts'
import { influenceOf } from './influence.ts'
import { structuresOf, type MatRadStructure } from './structures.ts'

/**
 * Reads a workspace of matRad, saved with `save case.mat ct cst pln dij -v7`: the grid of the images of `ct`, the structures and
 * objectives of `cst`, the fractions of `pln`, and the dose-influence matrix of `dij` of the first scenario, on its own grid. Rows
 * are the voxels of any structure. Structures that have no voxel of that grid are left out.
 * @throws CaseError naming the file, the variable with the field, and the rule.
 */
export async function readMatRad(source: string): Promise<PlanCase> {
  const variables = await readMat(source, ['ct', 'cst', 'pln', 'dij'])
  const variable = (name: string): MatField => {
    const value = variables.get(name)
    if (value) return new MatField(value, source, name)
    throw new CaseError(source, { field: name, rule: 'expected the variable, got none' })
  }
  const [ct, cst, pln, dij] = [variable('ct'), variable('cst'), variable('pln'), variable('dij')]
  const images = gridOf(ct, ct.field('cubeDim'))
  const dose = dij.optional('doseGrid')
  const grid = dose ? gridOf(dose, dose.field('dimensions')) : images
  const here = onDoseGrid(
    structuresOf(cst, images.grid.size.x * images.grid.size.y * images.grid.size.z, source),
    {
      images,
      dose: grid,
    },
  )
  const { voxels, rowOf } = rowsOf(here, grid)
  const [matrix] = dij.field('physicalDose').cells()
  if (!matrix) throw dij.wrong('expected physicalDose to have a matrix, got none')
  const plan: PlanCase = {
    name: basename(source).replace(/\.[^.]*$/, ''),
    fractions: pln.field('numOfFractions').number(),
    grid: grid.grid,
    voxels,
    influence: influenceOf(matrix, rowOf, voxels.length),
    structures: here.map(({ voxels: own, ...structure }) => ({
      ...structure,
      rows: own.map((voxel) => rowOf[voxel]!),
    })),
  }
  checkCase(plan, { source })
  return plan
}

/** The structures with the voxels of the grid of the dose that they have. */
function onDoseGrid(
  structures: readonly MatRadStructure[],
  { images, dose }: { readonly images: MatRadGrid; readonly dose: MatRadGrid },
): readonly MatRadStructure[] {
  const image = nearestVoxels(dose, images)
  const { size } = images.grid
  return structures
    .map((structure) => {
      const isIn = new Uint8Array(size.x * size.y * size.z)
      for (const voxel of structure.voxels) isIn[voxel] = 1
      const voxels = Uint32Array.from(image.keys()).filter((voxel) => isIn[image[voxel]!] === 1)
      return { ...structure, voxels }
    })
    .filter(({ voxels }) => voxels.length > 0)
}

/** A row for each voxel of any structure, rising. */
function rowsOf(
  structures: readonly MatRadStructure[],
  { grid: { size } }: MatRadGrid,
): { readonly voxels: Uint32Array; readonly rowOf: Int32Array } {
  const rowOf = new Int32Array(size.x * size.y * size.z).fill(-1)
  for (const { voxels } of structures) for (const voxel of voxels) rowOf[voxel] = 0
  let row = 0
  for (const [voxel, wanted] of rowOf.entries()) if (wanted === 0) rowOf[voxel] = row++
  return { voxels: Uint32Array.from(rowOf.keys()).filter((voxel) => rowOf[voxel]! >= 0), rowOf }
}

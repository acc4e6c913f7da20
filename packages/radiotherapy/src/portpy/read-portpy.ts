import { stat } from 'node:fs/promises'

import { usualStructure } from '../cases/usual-structure.ts'
import { CaseError } from '../errors.ts'
import { checkCase, type PlanCase, type Structure } from '../plan-case.ts'
import { folderParts } from './folder.ts'
import { portPyMatrix } from './matrix.ts'
import type { PortPyParts } from './parts.ts'
import { singleFileParts } from './single-file.ts'
import { portPyVoxels, type PortPyVoxels } from './voxels.ts'

/** Gy that a fraction has where nothing says how many there are. */
const usualFraction = 2

/**
 * Reads a case as PortPy keeps it: a folder of JSON and HDF5, or the same in one file of HDF5. It comes without objectives and
 * types of structures: names that begin with PTV, CTV or GTV are targets, and all get usual objectives. Structures that have no
 * voxel of the dose are left out.
 * @param prescription Gy over the whole course, where the case does not say it.
 * @throws CaseError naming the file, the dataset and the rule.
 */
export async function readPortPy(
  path: string,
  { prescription }: { readonly prescription?: number | undefined } = {},
): Promise<PlanCase> {
  const isFolder = (await stat(path)).isDirectory()
  using parts = isFolder ? await folderParts(path) : await singleFileParts(path)
  const dose = prescription ?? parts.prescription
  if (dose === undefined)
    throw new CaseError(path, { field: 'prescription', rule: 'expected one in the case or in the goals' })
  const placed = portPyVoxels(parts)
  const plan: PlanCase = {
    name: parts.name,
    fractions: parts.fractions ?? Math.max(1, Math.round(dose / usualFraction)),
    grid: placed.grid,
    voxels: placed.voxels,
    influence: portPyMatrix(parts, placed.count),
    structures: structuresOf(parts, placed, dose),
  }
  checkCase(plan, { source: path })
  return plan
}

function structuresOf(parts: PortPyParts, { rows, count }: PortPyVoxels, prescription: number): Structure[] {
  const found = parts.masks
    .map(({ name, mask }) => {
      if (mask.shape.join() !== parts.map.shape.join())
        throw mask.wrong(
          `expected ${parts.map.shape.join(' x ')}, as the map has, got ${mask.shape.join(' x ')}`,
        )
      const isIn = new Uint8Array(count)
      const [slices = 0] = mask.shape
      const plane = rows.length / slices
      for (let slice = 0; slice < slices; slice++)
        for (const [at, inside] of mask.rows(slice, slice + 1).entries()) {
          const row = rows[slice * plane + at]!
          if (inside !== 0 && row >= 0) isIn[row] = 1
        }
      return { name, rows: Uint32Array.from(isIn.keys()).filter((row) => isIn[row] === 1) }
    })
    .filter(({ rows: own }) => own.length > 0)
  const kinds = found.map(({ name }) => kindOf(name))
  const hasPtv = kinds.includes('PTV')
  return found.map(({ name, rows: own }, index) => ({
    ...usualStructure({ name, kind: kinds[index]! }, { prescription, hasPtv }),
    rows: own,
  }))
}

/** What DICOM calls a structure of that name. */
function kindOf(name: string): string {
  if (/^(body|external|skin)$/i.test(name)) return 'EXTERNAL'
  return /^(PTV|CTV|GTV)/i.exec(name)?.[1]?.toUpperCase() ?? 'ORGAN'
}

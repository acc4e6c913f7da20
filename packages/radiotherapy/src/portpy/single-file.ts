import { basename } from 'node:path'

import { CaseError } from '../errors.ts'
import { openHdf5 } from '../hdf5/open-hdf5.ts'
import { lengthOf, xyz, type PortPyParts } from './parts.ts'

/**
 * The datasets of PortPy in one file: `ct_to_dose_voxel_map` with the resolutions (and the origin) as attributes,
 * `structures/<name>/structure_mask_3d`, and `beams/<id>/inf_matrix_sparse` beside `beams/<id>/beamlets/position_x_mm`.
 * @throws CaseError naming the file, the dataset and the rule.
 */
export async function singleFileParts(path: string): Promise<PortPyParts> {
  using stack = new DisposableStack()
  const file = stack.use(await openHdf5(path))
  const map = file.dataset(mapName, 3)
  const [structures, beams] = ['structures', 'beams'].map((group) => {
    const names = file.keys(group).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    if (names.length > 0) return names
    throw new CaseError(path, { field: group, rule: 'expected a group for each, got none' })
  })
  const triple = (name: string) => xyz(file.attribute(mapName, name, 3) as [number, number, number])
  const images = triple('ct_voxel_resolution_xyz_mm')
  const dose = triple('dose_voxel_resolution_xyz_mm')
  for (const [name, { x, y, z }] of Object.entries({ ct: images, dose }))
    if (!(Math.min(x, y, z) > 0))
      throw map.wrong(`expected ${name}_voxel_resolution_xyz_mm above 0 mm, got ${x}, ${y}, ${z}`)
  const parts = {
    source: path,
    name: basename(path).replace(/\.[^.]*$/, ''),
    map,
    spacing: { images, dose },
    origin: triple('ct_origin_xyz_mm'),
    masks: structures!.map((name) => ({
      name,
      mask: file.dataset(`structures/${name}/structure_mask_3d`, 3),
    })),
    beams: beams!.map((id) => ({
      beamlets: lengthOf(file.dataset(`beams/${id}/beamlets/position_x_mm`)),
      matrix: file.dataset(`beams/${id}/inf_matrix_sparse`, 2),
    })),
  }
  const open = stack.move()
  return { ...parts, [Symbol.dispose]: () => open.dispose() }
}

const mapName = 'ct_to_dose_voxel_map'

import { runPython } from '@textgrad/host/testing'

import type { PlanCase } from '../plan-case.ts'

/** A change of what is written: a statement of Python about `maps`, `masks`, `matrices` or `places`. */
export type Spoilt = string

const program = `
import json, os, sys
import h5py, numpy as np
given = json.load(sys.stdin)
where, spoilt = sys.argv[1], sys.argv[2]
(nx, ny, nz), factor = given['size'], given['factor']
rows = np.arange(nx * ny * nz).reshape(nz, nx, ny).transpose(0, 2, 1)
maps = {'ct_to_dose_voxel_map': np.kron(rows, np.ones((1, factor, factor))).astype(np.int64)}
maps['ct_to_dose_voxel_map'] = np.pad(maps['ct_to_dose_voxel_map'], ((0, 0), (3, 2), (1, 4)), constant_values=-1)
masks = {name: np.isin(maps['ct_to_dose_voxel_map'], own).astype(np.uint8) for name, own in given['structures']}
matrices = [np.array(one, dtype=np.float32) for one in given['beams']]
places = [np.arange(count, dtype=np.float32).reshape(1, -1) for count in given['beamlets']]
exec(spoilt)
ct = [given['spacing'][0] / factor, given['spacing'][1] / factor, given['spacing'][2]]
about = {'ct_voxel_resolution_xyz_mm': ct, 'dose_voxel_resolution_xyz_mm': given['spacing'], 'ct_origin_xyz_mm': [10, 20, 30]}
def dump(path, value):
    with open(os.path.join(where, path), 'w') as f: json.dump(value, f)
if where.endswith('.h5'):
    with h5py.File(where, 'w') as f:
        for name, value in maps.items():
            f.create_dataset(name, data=value, compression='gzip').attrs.update(about)
        for name, mask in masks.items(): f.create_dataset(f'structures/{name}/structure_mask_3d', data=mask)
        for at, matrix in enumerate(matrices):
            f[f'beams/{at}/inf_matrix_sparse'] = matrix
            f[f'beams/{at}/beamlets/position_x_mm'] = places[at]
else:
    os.makedirs(os.path.join(where, 'Beams'))
    with h5py.File(os.path.join(where, 'StructureSet_Data.h5'), 'w') as f:
        for name, mask in masks.items(): f.create_dataset(f'{name}/structure_mask_3d', data=mask, compression='gzip')
    dump('StructureSet_MetaData.json', [{'name': name, 'volume_cc': 1, 'structure_mask_3d_File': f'StructureSet_Data.h5/{name}/structure_mask_3d'} for name in given['named'] ])
    with h5py.File(os.path.join(where, 'OptimizationVoxels_Data.h5'), 'w') as f:
        for name, value in maps.items(): f[name] = value
    dump('OptimizationVoxels_MetaData.json', {**about, 'ct_to_dose_voxel_map_File': 'OptimizationVoxels_Data.h5/ct_to_dose_voxel_map'})
    for at, matrix in enumerate(matrices):
        with h5py.File(os.path.join(where, 'Beams', f'Beam_{at}_Data.h5'), 'w') as f:
            f.create_dataset('inf_matrix_sparse', data=matrix, compression='gzip')
            f['beamlets/position_x_mm'] = places[at]
        dump(f'Beams/Beam_{at}_MetaData.json', {'ID': at, 'gantry_angle': 72 * at,
            'beamlets': {'position_x_mm_File': f'Beam_{at}_Data.h5/beamlets/position_x_mm'},
            'influenceMatrixSparse_File': f'Beam_{at}_Data.h5/inf_matrix_sparse'})
`

/**
 * Writes a case as PortPy keeps it, by h5py: a folder, or one file where the name ends so. The voxels of the images are half as wide
 * as those of the dose, with some outside; a structure far from the dose is there, too.
 */
export function writePortPy(
  where: string,
  { grid: { size, spacing }, influence, structures }: PlanCase,
  { beams = 5, spoilt = '' }: { readonly beams?: number; readonly spoilt?: Spoilt } = {},
): void {
  const { starts, columns, values, bixels, voxels } = influence
  const each = bixels / beams
  const entries: [number, number, number][][] = Array.from({ length: beams }, () => [])
  for (let row = 0; row < voxels; row++)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
      entries[Math.floor(columns[entry]! / each)]!.push([row, columns[entry]! % each, values[entry]!])
  // What some writers end with, to say how large the matrix is.
  for (const one of entries) one.push([voxels - 1, each - 1, 0])
  const own = [...structures.map(({ name, rows }) => [name, [...rows]]), ['Far', []]]
  const given = {
    size: [size.x, size.y, size.z],
    spacing: [spacing.x, spacing.y, spacing.z],
    factor: 2,
    structures: own,
    named: own.map(([name]) => name),
    beams: entries,
    beamlets: entries.map(() => each),
  }
  runPython(program, given, where, spoilt)
}

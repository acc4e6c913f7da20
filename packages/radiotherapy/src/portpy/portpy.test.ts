import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { requirePythonModule } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { phantom } from '../phantom.test.support.ts'
import { openCase } from '../planner/open-case.ts'
import { writePortPy, type Spoilt } from './portpy.test.support.ts'
import { readPortPy } from './read-portpy.ts'

const names = { Target: 'PTV_60', Core: 'CORD', Body: 'BODY' } as const
const given = phantom(({ name }) => ({ name: names[name as keyof typeof names] }))

describe.skipIf(!requirePythonModule('h5py'))('cases of PortPy (needs python3-h5py)', () => {
  it.for(['Lung_Patient_1', 'case.h5'])('are read: %s', async (name) => {
    await using folder = await tempDir()
    const path = join(folder.path, name)
    if (!name.endsWith('.h5')) await mkdir(path)
    writePortPy(path, given)
    const { plan } = await openCase(path, { prescription: 60 })
    expect(plan.name).toBe(name.replace('.h5', ''))
    expect(plan.fractions).toBe(30)
    // Half of a dose voxel beyond the first voxel of the images, of which one or three are outside.
    const origin = { x: 10 + 1.5 * 2.5, y: 20 + 3.5 * 2.5, z: 30 }
    expect(plan.grid).toEqual({ ...given.grid, origin })
    expect(plan.voxels).toEqual(given.voxels)
    const entriesOf = ({ influence: { starts, columns, values } }: typeof plan) =>
      Array.from(starts.slice(1), (end, row) =>
        Array.from({ length: end - starts[row]! }, (_, at) => starts[row]! + at)
          .map((entry) => [columns[entry]!, values[entry]!] as const)
          .toSorted(([a], [b]) => a - b),
      )
    expect(entriesOf(plan)).toEqual(entriesOf(given))
    const rowsOf = ({ structures }: typeof plan) =>
      Object.fromEntries(structures.map((one) => [one.name, one.rows]))
    expect(rowsOf(plan)).toEqual(rowsOf(given))
    expect(Object.fromEntries(plan.structures.map((one) => [one.name, one]))).toMatchObject({
      PTV_60: { type: 'target', objectives: [{ kind: 'squaredDeviation', dose: 60 }] },
      CORD: { type: 'organ', priority: 2, objectives: [{ kind: 'squaredOverdosing', dose: 30 }] },
      BODY: { type: 'organ', priority: 3, objectives: [{ kind: 'squaredOverdosing', dose: 36 }] },
    })
  })

  it('have the beams that the planner chose, and their own prescription, where they say so', async () => {
    await using folder = await tempDir()
    const { path } = folder
    writePortPy(path, given)
    await writeFile(join(path, 'PlannerBeams.json'), JSON.stringify({ IDs: [1, 3] }))
    const criteria = { pres_per_fraction_gy: 3, num_of_fractions: 20, criteria: [] }
    await writeFile(join(path, 'ClinicalCriteria_MetaData.json'), JSON.stringify(criteria))
    const plan = await readPortPy(path)
    expect(plan.influence.bixels).toBe(30)
    expect(plan.fractions).toBe(20)
    expect(plan.structures.find(({ type }) => type === 'target')!.objectives[0]!.dose).toBe(60)
    await writeFile(join(path, 'PlannerBeams.json'), JSON.stringify({ IDs: [1, 9] }))
    await expect(readPortPy(path)).rejects.toThrow(
      'PlannerBeams.json, IDs: expected beams of the folder, got 9',
    )
  })

  it('need a prescription', async () => {
    await using folder = await tempDir()
    writePortPy(folder.path, given)
    await expect(readPortPy(folder.path)).rejects.toThrow(
      'prescription: expected one in the case or in the goals',
    )
  })

  const matrix = 'Beam_1_Data.h5, inf_matrix_sparse'
  const map = 'OptimizationVoxels_Data.h5, ct_to_dose_voxel_map'
  it.for<[Spoilt, string]>([
    [
      "matrices[1][17, 2] = float('nan')",
      `${matrix}[17]: expected a finite dose that is not negative, got NaN`,
    ],
    ['matrices[1][5, 2] = -1', `${matrix}[5]: expected a finite dose that is not negative, got -1`],
    ['matrices[1][3, 0] = 225', `${matrix}[3]: expected a voxel below 225, got 225`],
    ['matrices[1][3, 0] = 0.5', `${matrix}[3]: expected a voxel below 225, got 0.5`],
    ['matrices[1][3, 1] = 15', `${matrix}[3]: expected a beamlet below 15, got 15`],
    [
      'matrices[1] = matrices[1][:, :2]',
      `${matrix}: expected 3 numbers an entry: voxel, beamlet, dose, got 2`,
    ],
    ['matrices[1] = matrices[1].ravel()', `${matrix}: expected 2 axes with entries, got `],
    ['matrices[1][1] = matrices[1][0]', 'expected each bixel once in row'],
    [
      'places[2] = places[2][:, :0]',
      'Beam_2_Data.h5, beamlets/position_x_mm: expected some axes with entries, got 1 x 0',
    ],
    ["del masks['CORD']", 'StructureSet_Data.h5, CORD/structure_mask_3d: expected the dataset, got none'],
    [
      "masks['CORD'] = masks['CORD'][:, 1:]",
      'StructureSet_Data.h5, CORD/structure_mask_3d: expected 1 x 35 x 35, as the map has, got 1 x 34 x 35',
    ],
    ["masks['PTV_60'] *= 0", 'structures: expected at least one target'],
    ['maps = {}', `${map}: expected the dataset, got none`],
    [
      "maps['ct_to_dose_voxel_map'][0, 9, 9] = -2",
      `${map}[324]: expected a row of the matrix, or -1 outside, got -2`,
    ],
    [
      "m = maps['ct_to_dose_voxel_map']; m[m == 7] = -1",
      `${map}: expected a voxel for each of 225 rows, got none for row 7`,
    ],
    [
      "m = maps['ct_to_dose_voxel_map']; m[0, 3, 1] = 1; m[0, 3, 1:3] = 224",
      'expected rows in different voxels of the dose_voxel_resolution_xyz_mm, got',
    ],
  ])('are refused where something is wrong: %s', async ([spoilt, message]) => {
    await using folder = await tempDir()
    writePortPy(folder.path, given, { spoilt })
    const read = readPortPy(folder.path, { prescription: 60 })
    await expect(read).rejects.toThrow(CaseError)
    await expect(read).rejects.toThrow(message)
  })

  it.for<[Spoilt, string]>([
    ['masks = {}', 'case.h5, structures: expected a group for each, got none'],
    ['matrices = []', 'case.h5, beams: expected a group for each, got none'],
    ["given['spacing'][2] = 0", 'expected ct_voxel_resolution_xyz_mm above 0 mm, got 2.5, 2.5, 0'],
    [
      "given['spacing'].append(1)",
      'ct_to_dose_voxel_map.dose_voxel_resolution_xyz_mm: expected 3 numbers, got 5,5,5,1',
    ],
  ])('of one file are refused where something is wrong: %s', async ([spoilt, message]) => {
    await using folder = await tempDir()
    const path = join(folder.path, 'case.h5')
    writePortPy(path, given, { spoilt })
    await expect(readPortPy(path, { prescription: 60 })).rejects.toThrow(message)
  })

  it('are refused where a file is broken, missing or elsewhere', async () => {
    await using folder = await tempDir()
    const { path } = folder
    writePortPy(path, given)
    const read = () => readPortPy(path, { prescription: 60 })
    const metadata = join(path, 'StructureSet_MetaData.json')
    const text = await readFile(metadata, 'utf8')
    await writeFile(metadata, text.replace('StructureSet_Data.h5/CORD', '../StructureSet_Data.h5/CORD'))
    await expect(read()).rejects.toThrow(
      '[1].structure_mask_3d_File: expected a file.h5/dataset of the folder',
    )
    await writeFile(metadata, text.replace('StructureSet_Data.h5/CORD', 'Other.h5/CORD'))
    await expect(read()).rejects.toThrow('Other.h5, file: expected a readable file')
    await writeFile(metadata, text)
    await truncate(join(path, 'Beams/Beam_0_Data.h5'), 3000)
    await expect(read()).rejects.toThrow(/Beam_0_Data.h5, file: expected a whole file of HDF5: .*truncated/)
    await writeFile(join(path, 'Beams/Beam_0_Data.h5'), 'nothing of the kind')
    await expect(read()).rejects.toThrow('expected a whole file of HDF5: file signature not found')
  })
})

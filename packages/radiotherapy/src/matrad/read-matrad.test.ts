import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { requirePythonModule } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import type { Objective } from '../objectives/objective.ts'
import { phantom } from '../phantom.test.support.ts'
import { openCase } from '../planner/open-case.ts'
import { scorePlan } from '../score.ts'
import { writeMatRad } from './matrad.test.support.ts'
import { readMatRad } from './read-matrad.ts'

const wishes: Readonly<Record<string, readonly Objective[]>> = {
  Target: [
    { kind: 'squaredDeviation', dose: 60, penalty: 1000 },
    { kind: 'minDvh', dose: 57, volume: 95, penalty: 10 },
  ],
  Core: [
    { kind: 'eud', dose: 10, exponent: 3.5, penalty: 300 },
    { kind: 'squaredMeanDose', dose: 20, penalty: 2 },
  ],
  Body: [{ kind: 'squaredOverdosing', dose: 25, penalty: 100 }],
}
const canWrite = requirePythonModule('scipy') && requirePythonModule('h5py')
const given = phantom(({ name }) => ({ objectives: wishes[name]! }))

describe.skipIf(!canWrite)('cases of matRad (needs python3-scipy and python3-h5py)', () => {
  it.for(['case.mat', 'case-73.mat'])('are read with structures, objectives and matrix: %s', async (name) => {
    await using folder = await tempDir()
    const file = join(folder.path, name)
    writeMatRad(file, given)
    const { plan } = await openCase(file)
    expect(plan).toEqual({
      ...given,
      name: name.replace('.mat', ''),
      grid: { ...given.grid, origin: { x: 1.25, y: 1.25, z: 0 } },
    })
    const [read, known] = await Promise.all([scorePlan(plan), scorePlan(given)])
    expect(read).toEqual(known)
  })

  it('have rows for the voxels of structures only, and may have one grid and former objectives', async () => {
    await using folder = await tempDir()
    const file = join(folder.path, 'case.mat')
    const former = `
del dij['doseGrid']
ct.update(cubeDim=np.array([[ny, nx, nz]]), resolution={'x': sx, 'y': sy, 'z': sz})
for axis in 'xyz': del ct[axis]
for at, (name, kind, priority, own, objectives) in enumerate(given['structures']):
    cst[at, 3] = cell([1.0 + np.array(own).reshape(-1, 1)])
    cst[at, 5] = np.array([('square overdosing' if at else 'square deviation', 60.0 / (at + 1), 7.0)], dtype=[('type', 'O'), ('dose', 'O'), ('penalty', 'O')])
out['cst'] = cst[:2]`
    writeMatRad(file, given, former)
    const plan = await readMatRad(file)
    const kept = Uint32Array.from(given.structures.slice(0, 2).flatMap(({ rows }) => [...rows])).toSorted()
    expect(plan.voxels).toEqual(kept)
    expect(plan.grid).toEqual(given.grid)
    expect(plan.structures.map(({ objectives }) => objectives)).toEqual([
      [{ kind: 'squaredDeviation', dose: 60, penalty: 7 }],
      [{ kind: 'squaredOverdosing', dose: 30, penalty: 7 }],
    ])
    for (const [index, { rows }] of plan.structures.entries())
      expect(rows.map((row) => plan.voxels[row]!)).toEqual(given.structures[index]!.rows)
    const [row, voxel] = [plan.voxels.indexOf(112), 112]
    const doses = ({ influence: { starts, values } }: typeof plan, at: number) =>
      values.slice(starts[at], starts[at + 1])
    expect(doses(plan, row)).toEqual(doses(given, voxel))
  })

  it.for([
    ["del out['dij']", 'dij: expected the variable, got none'],
    ["del ct['cubeDim']", 'ct.cubeDim: expected the field, got none'],
    ["ct['resolution']['x'] = 0", 'ct.resolution: expected x above 0 mm, got 0'],
    ["ct['cubeDim'] = np.array([[30, 30]])", 'ct.cubeDim: expected 3 numbers, got 2'],
    [
      "dij['doseGrid']['dimensions'] = np.array([[15, 14, 1]])",
      'dij.doseGrid.x: expected 14 numbers, got 15',
    ],
    ["pln['numOfFractions'] = 0.5", 'fractions: expected a whole number from 1 up, got 0.5'],
    ["cst[1, 2] = 'LUNG'", 'cst{2,3}: expected TARGET, OAR, EXTERNAL or IGNORED, got "LUNG"'],
    ['cst[1, 3][0, 0][2] = 901', 'cst{2,4}{1}: expected voxels from 1 to 900, got 901 at 3'],
    ["out['cst'] = cst[:, :5]", 'cst: expected 6 columns, got 5'],
    [
      "cst[0, 5][0, 0]['className'] = 'DoseConstraints.matRad_MinMaxDose'",
      'cst{1,6}{1}.className: expected one of matRad_SquaredDeviation',
    ],
    ["cst[0, 5][0, 0]['penalty'] = -1", 'cst{1,6}{1}.penalty: expected a number from 0'],
    ["cst[0, 5][0, 0] = {'type': 'square'}", 'expected type to be one of square deviation'],
    [
      "dij['physicalDose'][0, 0] = np.ones((2, 2))",
      'dij.physicalDose{1}: expected a sparse matrix, got numbers',
    ],
    ["dij['physicalDose'][0, 0] = full[:-1]", 'dij.physicalDose{1}: expected 225 rows'],
    [
      "full.data[full.indptr[4]] = float('nan')",
      /dij.physicalDose\{1\}: expected finite doses that are not negative, got NaN in row \d+ in column 5/,
    ],
    ['full.data[0] = -1', 'got -1 in row'],
  ] as const)('are refused where something is wrong: %s', async ([spoilt, message]) => {
    await using folder = await tempDir()
    const file = join(folder.path, 'case.mat')
    writeMatRad(file, given, spoilt)
    const read = readMatRad(file)
    await expect(read).rejects.toThrow(CaseError)
    await expect(read).rejects.toThrow(message)
  })
})

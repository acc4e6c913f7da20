import { runPython } from '@textgrad/host/testing'

import { save73 } from '../mat/mat73.test.support.ts'
import type { Objective } from '../objectives/objective.ts'
import type { PlanCase } from '../plan-case.ts'

const program = `${save73}
import json, sys
import numpy as np, scipy.io, scipy.sparse
given = json.load(sys.stdin)
where, spoilt = sys.argv[1], sys.argv[2]
(nx, ny, nz), (sx, sy, sz) = given['size'], given['spacing']
def cell(items, columns=1):
    made = np.empty((len(items) // columns, columns), dtype=object)
    for at, item in enumerate(items): made[at // columns, at % columns] = item
    return made
axes = lambda factor: {'x': np.arange(nx * factor) * sx / factor, 'y': np.arange(ny * factor) * sy / factor, 'z': np.arange(nz) * sz}
# Images with voxels half as wide as those of the dose, and y running fastest.
fine = np.kron(np.arange(nx * ny * nz).reshape(nz, nx, ny), np.ones((1, 2, 2), dtype=int)).ravel()
ct = {'cubeDim': np.array([[2 * ny, 2 * nx, nz]]), 'resolution': {'x': sx / 2, 'y': sy / 2, 'z': sz}, 'numOfCtScen': 1, **axes(2)}
rows = []
for at, (name, kind, priority, own, objectives) in enumerate(given['structures']):
    wishes = [{'className': o[0], 'parameters': cell(o[1]).T, 'penalty': o[2]} for o in objectives]
    rows += [at, name, kind, cell([1.0 + np.flatnonzero(np.isin(fine, own)).reshape(-1, 1)]), {'Priority': priority, 'Visible': 1}, cell(wishes)]
cst = cell(rows, 6)
full = scipy.sparse.csr_matrix((given['values'], given['columns'], given['starts']), shape=(nx * ny * nz, given['bixels'])).tocsc()
dij = {'totalNumOfBixels': given['bixels'], 'physicalDose': cell([full]),
       'doseGrid': {'resolution': {'x': sx, 'y': sy, 'z': sz}, 'dimensions': np.array([[ny, nx, nz]]), **{name: places + shift for (name, places), shift in zip(axes(1).items(), [sx / 4, sy / 4, 0])}}}
pln = {'numOfFractions': given['fractions'], 'radiationMode': 'photons'}
out = {'ct': ct, 'cst': cst, 'pln': pln, 'dij': dij, 'stf': {'gantryAngle': 0.0}}
exec(spoilt)
if where.endswith('-73.mat'): save73(where, out)
else: scipy.io.savemat(where, out, do_compression=True)
`

/** matRad's class and parameters of an objective. */
function matRadOf(one: Objective): readonly [string, readonly number[], number] {
  const { kind, penalty, dose } = one
  const name = kind.replace(/^./, (letter) => letter.toUpperCase())
  if (kind === 'meanDose' || kind === 'squaredMeanDose')
    return ['DoseObjectives.matRad_MeanDose', [dose, kind === 'meanDose' ? 1 : 2], penalty]
  if (kind === 'maxDvh' || kind === 'minDvh')
    return [`DoseObjectives.matRad_${name.replace('Dvh', 'DVH')}`, [dose, one.volume], penalty]
  if (kind === 'eud') return ['DoseObjectives.matRad_EUD', [dose, one.exponent], penalty]
  return [`DoseObjectives.matRad_${name}`, [dose], penalty]
}

/**
 * Writes a case of which every voxel is a row as a workspace of matRad, by scipy, or as MATLAB 7.3 does where the name ends with
 * `-73.mat`.
 * @param spoilt A statement of Python that changes `out`, `ct`, `cst`, `pln` or `dij`.
 */
export function writeMatRad(
  where: string,
  { fractions, grid: { size, spacing }, influence, structures }: PlanCase,
  spoilt = '',
): void {
  const given = {
    fractions,
    size: [size.x, size.y, size.z],
    spacing: [spacing.x, spacing.y, spacing.z],
    starts: [...influence.starts],
    columns: [...influence.columns],
    values: [...influence.values],
    bixels: influence.bixels,
    structures: structures.map(({ name, type, priority, rows, objectives }) => [
      name,
      type === 'target' ? 'TARGET' : 'OAR',
      priority,
      [...rows],
      objectives.map(matRadOf),
    ]),
  }
  runPython(program, given, where, spoilt)
}

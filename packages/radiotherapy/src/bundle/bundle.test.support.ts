import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const binaries = {
  'dij.indptr.u32': Uint32Array.of(0, 2, 3, 3, 5),
  'dij.col.u16': Uint16Array.of(0, 1, 1, 0, 2),
  'dij.val.f32': Float32Array.of(0.5, 0.25, 1, 0.125, 2),
  'rows_PTV.u32': Uint32Array.of(0, 1),
  'rows_Body.u32': Uint32Array.of(0, 1, 2, 3),
  'voxelIndex.u32': Uint32Array.of(1, 2, 5, 7),
  'w_star.f64': Float64Array.of(0, 1, 2.5),
}

type Binaries = Readonly<Record<string, NodeJS.TypedArray>>

const json = {
  case: 'small',
  grid: { cubeDim_yxz: [2, 2, 2], resolution_mm: 5, x0: -5, y0: 0, z0: 5 },
  nVoxelRows: 4,
  nBixels: 3,
  nnz: 5,
  numFractions: 30,
  structures: [
    {
      name: 'PTV',
      type: 'TARGET',
      priority: 1,
      nRows: 2,
      objectives: [{ className: 'matRad_SquaredDeviation', parameters: [60], penalty: 1000 }],
    },
    {
      name: 'Body',
      type: 'OAR',
      priority: 2,
      nRows: 4,
      objectives: [
        { className: 'matRad_MaxDVH', parameters: [30, 20], penalty: 10 },
        { className: 'matRad_MeanDose', parameters: [0, 2], penalty: 5 },
        { className: 'matRad_EUD', parameters: [10, 3.5], penalty: 0 },
      ],
    },
  ],
}

/** A bundle of four voxels and three bixels. */
export const smallJson = (): typeof json => structuredClone(json)

/** Writes a bundle whose arrays are in files, with other arrays where they are given; its file. */
export async function writeBundle(folder: string, value: object, changed: Binaries = {}): Promise<string> {
  await mkdir(join(folder, 'small'), { recursive: true })
  for (const [name, { buffer }] of Object.entries({ ...binaries, ...changed }))
    await writeFile(join(folder, 'small', `${name}.gz`), gzipSync(new Uint8Array(buffer)))
  return writeJson(folder, value)
}

export async function writeJson(folder: string, value: object): Promise<string> {
  const file = join(folder, 'small.json')
  await writeFile(file, JSON.stringify(value))
  return file
}

/** The same case as one that holds its arrays itself. */
export const inlineJson = () => ({
  case: 'small',
  grid: { cubeDim_yxz: [2, 2, 1], resolution_mm: [5, 4, 3] },
  numFractions: 30,
  shape: [4, 3],
  nnz: 5,
  indptr: [...binaries['dij.indptr.u32']],
  col: [...binaries['dij.col.u16']],
  val: [...binaries['dij.val.f32']],
  structures: [
    { name: 'PTV', type: 'TARGET', priority: 1, voxels: [0, 1] },
    { name: 'Body', type: 'OAR', priority: 2, voxels: [0, 1, 2, 3] },
  ],
  objectives: [
    { structure: 'PTV', kind: 'squaredDeviation', dose: 60, penalty: 1000 },
    { structure: 'Body', kind: 'meanDose', dose: 0, penalty: 5 },
  ],
})

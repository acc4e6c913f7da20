import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { sharedPath } from '@textgrad/host/testing'

import type { PlacedGrid, Volume } from '../geometry/placed-grid.ts'
import type { Beam } from './beam.ts'
import { relativeElectronDensity } from './density.ts'
import type { KernelModel } from './kernel-model.ts'

/** Two beams of 25 bixels on a phantom with slabs of lung and bone, computed by matRad. */
export interface DoseReference {
  readonly grid: PlacedGrid
  readonly hounsfield: Int16Array
  /** Made from the CT numbers by this package. */
  readonly density: Volume<Float32Array>
  /** As matRad made it. */
  readonly theirDensity: Float32Array
  readonly beams: readonly Beam[]
  readonly rotations: readonly (readonly (readonly number[])[])[]
  readonly surfaces: readonly number[]
  /** Radiological depth of each voxel in each beam, mm; NaN where matRad has none. */
  readonly depths: readonly Float32Array[]
  readonly machine: KernelModel
  readonly columns: readonly DoseColumn[]
}

interface DoseColumn {
  readonly beam: number
  /** Within its beam. */
  readonly bixel: number
  /** Of each voxel of the grid, 0 where matRad has none. */
  readonly dose: Float32Array
  readonly greatest: number
}

interface DoseJson {
  readonly grid: { readonly n: number; readonly resolution_mm: number; readonly axis_mm: readonly number[] }
  readonly isocenter: readonly [number, number, number]
  readonly betas: readonly [number, number, number]
  readonly m: number
  readonly penumbraFWHM: number
  readonly kernelPos: readonly number[]
  readonly kernels: readonly {
    readonly SSD_mm: number
    readonly kernelSSD: number
    readonly k1: readonly number[]
    readonly k2: readonly number[]
    readonly k3: readonly number[]
  }[]
  readonly rotation: readonly (readonly (readonly number[])[])[]
  readonly bixelWidth_mm: number
  readonly rays: { readonly rows: readonly (readonly number[])[] }
  readonly columns: readonly { readonly bixel: number; readonly nnz: number }[]
}

/** What matRad computed, or undefined where it is missing. */
export function doseReference(): DoseReference | undefined {
  const file = sharedPath('ref/radiotherapy/dosecalc.json')
  if (file === undefined) return undefined
  const json = JSON.parse(readFileSync(file, 'utf8')) as DoseJson
  const bytes = (name: string) =>
    Uint8Array.from(gunzipSync(readFileSync(file.replace(/\.json$/, `/${name}.gz`)))).buffer
  const { n, resolution_mm: step, axis_mm: axis } = json.grid
  const grid: PlacedGrid = {
    size: { x: n, y: n, z: n },
    spacing: { x: step, y: step, z: step },
    origin: { x: axis[0]!, y: axis[0]!, z: axis[0]! },
  }
  const hounsfield = new Int16Array(bytes('hu.i16'))
  return {
    grid,
    hounsfield,
    density: { grid, values: Float32Array.from(hounsfield, relativeElectronDensity) },
    theirDensity: new Float32Array(bytes('density.f32')),
    beams: beamsOf(json),
    rotations: json.rotation,
    surfaces: json.kernels.map(({ SSD_mm: surface }) => surface),
    depths: [1, 2].map((beam) => new Float32Array(bytes(`raddepth_beam${beam}.f32`))),
    machine: {
      attenuation: json.m,
      buildUp: json.betas,
      penumbra: json.penumbraFWHM,
      radii: json.kernelPos,
      kernels: json.kernels.map(({ kernelSSD: sourceSurfaceDistance, k1, k2, k3 }) => ({
        sourceSurfaceDistance,
        parts: [k1, k2, k3],
      })),
      fieldOffset: -0.25,
    },
    columns: json.columns.map(({ bixel }) => {
      const dose = new Float32Array(n ** 3)
      const values = new Float32Array(bytes(`col${bixel}.val.f32`))
      for (const [at, voxel] of new Uint32Array(bytes(`col${bixel}.idx.u32`)).entries())
        dose[voxel] = values[at]!
      return { beam: Math.floor(bixel / 25), bixel: bixel % 25, dose, greatest: Math.max(...values) }
    }),
  }
}

function beamsOf({ rays, isocenter: [x, y, z], bixelWidth_mm: bixelWidth }: DoseJson): Beam[] {
  return [1, 2].map((number) => {
    const rows = rays.rows.filter(([beam]) => beam === number)
    const [, gantry, couch] = rows[0]!
    const bixels = rows.map((row) => ({ x: row[3]!, z: row[5]! }))
    return { gantry: gantry!, couch: couch!, isocentre: { x, y, z }, bixelWidth, bixels }
  })
}

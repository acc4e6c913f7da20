import type { Hdf5Dataset } from '../hdf5/open-hdf5.ts'
import type { Xyz } from '../plan-case.ts'

/** What a case of PortPy consists of, wherever it is kept. Open until it is disposed of. */
export interface PortPyParts extends Disposable {
  /** The folder or file. */
  readonly source: string
  readonly name: string
  /** z, y, x: the row of the matrix that a voxel of the images belongs to, or -1. */
  readonly map: Hdf5Dataset
  /** Voxels of the images and of the dose, mm. */
  readonly spacing: { readonly images: Xyz; readonly dose: Xyz }
  /** The centre of the first voxel of the images, mm. */
  readonly origin?: Xyz | undefined
  /** z, y, x: 0 outside. */
  readonly masks: readonly { readonly name: string; readonly mask: Hdf5Dataset }[]
  readonly beams: readonly PortPyBeam[]
  readonly fractions?: number | undefined
  /** Gy over the whole course. */
  readonly prescription?: number | undefined
}

export interface PortPyBeam {
  readonly beamlets: number
  /** Rows of voxel, beamlet of this beam and Gy per fraction. */
  readonly matrix: Hdf5Dataset
}

/** How many numbers a dataset has. */
export const lengthOf = ({ shape }: Hdf5Dataset): number =>
  shape.reduce((product, length) => product * length, 1)

export const xyz = ([x, y, z]: readonly [number, number, number]): Xyz => ({ x, y, z })

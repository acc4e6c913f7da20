import type { Hdf5Dataset } from '../hdf5/open-hdf5.ts'
import type { Grid, Xyz } from '../plan-case.ts'
import type { PortPyParts } from './parts.ts'

/** The voxels of the dose. */
export interface PortPyVoxels {
  /** Of each voxel of the images, z, y, x: its row of the matrix, or -1. */
  readonly rows: Int32Array
  readonly count: number
  readonly grid: Grid
  /** The cube index of each row. */
  readonly voxels: Uint32Array
}

/**
 * Lays the rows of the matrix out on a grid of their own. Each is a box of voxels of the images; what is at the border of the
 * region may be a part of one, and still is the voxel that it is a part of.
 * @throws CaseError naming the map, where it is wrong.
 */
export function portPyVoxels({ map, spacing, origin }: PortPyParts): PortPyVoxels {
  const rows = readMap(map)
  const boxes = boxesOf(rows, map)
  const { images, dose } = spacing
  const whole = boxes.counts.indexOf(boxes.counts.reduce((a, b) => Math.max(a, b)))
  const axis = (sums: Float64Array, width: number, step: number): Float64Array => {
    const first = sums[whole]! / boxes.counts[whole]!
    return sums.map((sum, row) => Math.round(((sum / boxes.counts[row]! - first) * width) / step) + 0)
  }
  const [x, y, z] = [
    axis(boxes.x, images.x, dose.x),
    axis(boxes.y, images.y, dose.y),
    axis(boxes.z, images.z, dose.z),
  ]
  const low = { x: least(x), y: least(y), z: least(z) }
  const size = { x: greatest(x) - low.x + 1, y: greatest(y) - low.y + 1, z: greatest(z) - low.z + 1 }
  const voxels = Uint32Array.from(
    x,
    (at, row) => y[row]! - low.y + size.y * (at - low.x + size.x * (z[row]! - low.z)),
  )
  checkOnce(voxels, map)
  const place = (sums: Float64Array, key: keyof Xyz) =>
    origin![key] + (sums[whole]! / boxes.counts[whole]!) * images[key] + low[key] * dose[key]
  return {
    rows,
    count: voxels.length,
    grid: {
      size,
      spacing: dose,
      ...(origin && { origin: { x: place(boxes.x, 'x'), y: place(boxes.y, 'y'), z: place(boxes.z, 'z') } }),
    },
    voxels,
  }
}

function readMap(map: Hdf5Dataset): Int32Array {
  const [slices = 0, height = 0, width = 0] = map.shape
  const rows = new Int32Array(slices * height * width)
  for (let slice = 0; slice < slices; slice++) {
    const from = slice * height * width
    for (const [at, row] of map.rows(slice, slice + 1).entries()) {
      // A row for each voxel of the images is the most that there can be.
      if (!(Number.isInteger(row) && row >= -1 && row < rows.length))
        throw map.wrong(`expected a row of the matrix, or -1 outside, got ${row}`, from + at)
      rows[from + at] = row
    }
  }
  return rows
}

interface Boxes {
  readonly counts: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly z: Float64Array
}

/** Of each row how many voxels of the images it has, and the sums of their places. */
function boxesOf(rows: Int32Array, map: Hdf5Dataset): Boxes {
  const count = rows.reduce((most, row) => Math.max(most, row), -1) + 1
  if (count === 0) throw map.wrong('expected voxels with a row of the matrix, got none')
  const [, height = 1, width = 1] = map.shape
  const boxes = {
    counts: new Uint32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
  }
  for (const [at, row] of rows.entries()) {
    if (row < 0) continue
    boxes.counts[row]! += 1
    boxes.x[row]! += at % width
    boxes.y[row]! += Math.floor(at / width) % height
    boxes.z[row]! += Math.floor(at / (width * height))
  }
  const missing = boxes.counts.indexOf(0)
  if (missing >= 0) throw map.wrong(`expected a voxel for each of ${count} rows, got none for row ${missing}`)
  return boxes
}

function checkOnce(voxels: Uint32Array, map: Hdf5Dataset): void {
  const rowOf = new Map<number, number>()
  for (const [row, voxel] of voxels.entries()) {
    const other = rowOf.get(voxel)
    if (other !== undefined)
      throw map.wrong(
        `expected rows in different voxels of the dose_voxel_resolution_xyz_mm, got ${other} and ${row} in one`,
      )
    rowOf.set(voxel, row)
  }
}

const least = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b))
const greatest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b))

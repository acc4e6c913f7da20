import type { Csr } from '../influence/csr.ts'
import { csrOfTriplets, roomFor } from '../influence/triplets.ts'
import type { MatField } from './fields.ts'

/**
 * The dose-influence matrix of matRad, which has a row for each voxel of the grid, cut to the voxels that are asked for.
 * @param rowOf Of each voxel of the grid its row, or -1.
 * @param voxels How many rows there are.
 */
export function influenceOf(matrix: MatField, rowOf: Int32Array, voxels: number): Csr {
  const { size, starts, rows: places, values: doses } = matrix.sparse()
  const [height = 0, bixels = 0] = size
  if (height !== rowOf.length)
    throw matrix.wrong(`expected ${rowOf.length} rows, as the grid of the dose has voxels, got ${height}`)
  if (bixels < 1 || bixels > 65_536) throw matrix.wrong(`expected 1 to 65536 columns, got ${bixels}`)
  checkColumns(matrix, bixels)
  const { rows, columns, values } = roomFor(starts[bixels]!)
  let length = 0
  for (let bixel = 0; bixel < bixels; bixel++) {
    for (let entry = starts[bixel]!; entry < starts[bixel + 1]!; entry++) {
      const [place, dose] = [places[entry]!, doses[entry]!]
      const wrong = wrongEntry(place, dose, height)
      if (wrong) throw matrix.wrong(`${wrong} in column ${bixel + 1}`)
      const row = rowOf[place]!
      if (row < 0 || dose === 0) continue
      rows[length] = row
      columns[length] = bixel
      values[length] = dose
      length += 1
    }
  }
  return csrOfTriplets([{ rows, columns, values, length }], { voxels, bixels })
}

function wrongEntry(place: number, dose: number, height: number): string | undefined {
  if (!(place >= 0 && place < height)) return `expected rows up to ${height}, got ${place + 1}`
  if (!(dose >= 0 && dose < Infinity))
    return `expected finite doses that are not negative, got ${dose} in row ${place + 1}`
  return undefined
}

function checkColumns(matrix: MatField, bixels: number): void {
  const { starts, rows, values } = matrix.sparse()
  const fallen = starts.findIndex((start, at) => at > 0 && start < starts[at - 1]!)
  const last = starts[bixels] ?? -1
  if (
    starts.length !== bixels + 1 ||
    starts[0] !== 0 ||
    fallen > 0 ||
    last > Math.min(rows.length, values.length)
  )
    throw matrix.wrong('expected columns that begin one after the other and end with the last entry')
}

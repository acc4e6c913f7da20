import { CaseError } from '../errors.ts'
import type { Csr } from '../influence/csr.ts'
import { csrOfTriplets, roomFor, type Triplets } from '../influence/triplets.ts'
import type { PortPyBeam, PortPyParts } from './parts.ts'

/** Entries that are read at once. */
const atOnce = 1 << 18

/**
 * The dose-influence matrix of all beams, beam after beam.
 * @param voxels How many rows it has.
 * @throws CaseError naming the dataset and the entry that is wrong.
 */
export function portPyMatrix({ source, beams }: PortPyParts, voxels: number): Csr {
  const bixels = beams.reduce((sum, { beamlets }) => sum + beamlets, 0)
  if (bixels > 65_536)
    throw new CaseError(source, {
      field: 'beamlets',
      rule: `expected at most 65536 of all beams, got ${bixels}`,
    })
  let first = 0
  const parts = beams.map((beam) => {
    const part = tripletsOf(beam, { voxels, first })
    first += beam.beamlets
    return part
  })
  return csrOfTriplets(parts, { voxels, bixels })
}

function tripletsOf(
  { matrix, beamlets }: PortPyBeam,
  { voxels, first }: { readonly voxels: number; readonly first: number },
): Triplets {
  const [entries = 0, parts] = matrix.shape
  if (parts !== 3) throw matrix.wrong(`expected 3 numbers an entry: voxel, beamlet, dose, got ${parts}`)
  const { rows, columns, values } = roomFor(entries)
  let length = 0
  for (let from = 0; from < entries; from += atOnce) {
    const read = matrix.rows(from, Math.min(entries, from + atOnce))
    for (let at = 0; at < read.length / 3; at++) {
      const [row, beamlet, value] = [read[3 * at]!, read[3 * at + 1]!, read[3 * at + 2]!]
      const wrong = wrongEntry({ row, beamlet, value }, { voxels, beamlets })
      if (wrong) throw matrix.wrong(wrong, from + at)
      // Some writers end with an entry of 0 to say how large the matrix is.
      if (value === 0) continue
      rows[length] = row
      columns[length] = first + beamlet
      values[length] = value
      length += 1
    }
  }
  return { rows, columns, values, length }
}

function wrongEntry(
  { row, beamlet, value }: { readonly row: number; readonly beamlet: number; readonly value: number },
  { voxels, beamlets }: { readonly voxels: number; readonly beamlets: number },
): string | undefined {
  if (!(Number.isInteger(row) && row >= 0 && row < voxels))
    return `expected a voxel below ${voxels}, got ${row}`
  if (!(Number.isInteger(beamlet) && beamlet >= 0 && beamlet < beamlets))
    return `expected a beamlet below ${beamlets}, got ${beamlet}`
  if (!(value >= 0 && value < Infinity)) return `expected a finite dose that is not negative, got ${value}`
  return undefined
}

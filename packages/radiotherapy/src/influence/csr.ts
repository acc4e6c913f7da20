import { CaseError } from '../errors.ts'

/**
 * A dose-influence matrix D, a row for each voxel and a column for each bixel: Gy per fraction and unit weight. Rows are
 * compressed: the entries of row i are those from `starts[i]` up to `starts[i + 1]`, each bixel at most once.
 */
export interface Csr {
  readonly voxels: number
  /** At most 65,536. */
  readonly bixels: number
  /** voxels + 1 numbers that never fall, from 0 to the number of entries. */
  readonly starts: Uint32Array
  /** The bixel of each entry, from 0. */
  readonly columns: Uint16Array
  /** Each finite and not negative. */
  readonly values: Float32Array
}

/** What the three arrays are called where the matrix comes from, for errors. */
export interface CsrNames {
  readonly starts: string
  readonly columns: string
  readonly values: string
}

const ownNames: CsrNames = { starts: 'starts', columns: 'columns', values: 'values' }

/**
 * Checks a matrix that somebody else made.
 * @throws CaseError naming the first entry that is wrong, and the rule.
 */
export function checkCsr(csr: Csr, source: string, names: CsrNames = ownNames): void {
  const { voxels, bixels, starts, columns, values } = csr
  const refuse = (field: string, rule: string): never => {
    throw new CaseError(source, { field, rule })
  }
  if (bixels < 1 || bixels > 65_536) refuse('bixels', `expected a matrix of 1 to 65536 bixels, got ${bixels}`)
  if (starts.length !== voxels + 1)
    refuse(names.starts, `expected ${voxels + 1} row starts for ${voxels} voxels, got ${starts.length}`)
  if (columns.length !== values.length)
    refuse(names.columns, `expected a bixel for each of ${values.length} values, got ${columns.length}`)
  if (starts[0] !== 0) refuse(`${names.starts}[0]`, `expected row starts to begin with 0, got ${starts[0]}`)
  const fallen = starts.findIndex((start, row) => row > 0 && start < starts[row - 1]!)
  if (fallen > 0) {
    const [before, start] = starts.subarray(fallen - 1)
    refuse(`${names.starts}[${fallen}]`, `expected row starts that never fall, got ${start} after ${before}`)
  }
  if (starts[voxels] !== values.length)
    refuse(
      `${names.starts}[${voxels}]`,
      `expected the last row to end with entry ${values.length}, got ${starts[voxels]}`,
    )
  checkEntries(csr, names, refuse)
}

function checkEntries(
  { voxels, bixels, starts, columns, values }: Csr,
  names: CsrNames,
  refuse: (field: string, rule: string) => never,
): void {
  const seenIn = new Int32Array(bixels).fill(-1)
  for (let row = 0; row < voxels; row++) {
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const bixel = columns[entry]!
      const value = values[entry]!
      if (bixel >= bixels)
        refuse(`${names.columns}[${entry}]`, `expected a bixel below ${bixels}, got ${bixel}`)
      if (seenIn[bixel] === row)
        refuse(`${names.columns}[${entry}]`, `expected each bixel once in row ${row}, got ${bixel} again`)
      seenIn[bixel] = row
      if (!(value >= 0 && value < Infinity))
        refuse(`${names.values}[${entry}]`, `expected a finite dose that is not negative, got ${value}`)
    }
  }
}

/**
 * A matrix from what each bixel gives to each voxel; entries of 0 are left out.
 * @throws CaseError for a dose that is negative or not finite, or too many bixels.
 */
export function csrOf(voxels: number, bixels: number, dose: (voxel: number, bixel: number) => number): Csr {
  const starts = new Uint32Array(voxels + 1)
  const columns: number[] = []
  const values: number[] = []
  for (let voxel = 0; voxel < voxels; voxel++) {
    for (let bixel = 0; bixel < bixels; bixel++) {
      const value = dose(voxel, bixel)
      if (value === 0) continue
      columns.push(bixel)
      values.push(value)
    }
    starts[voxel + 1] = columns.length
  }
  const csr = {
    voxels,
    bixels,
    starts,
    columns: Uint16Array.from(columns),
    values: Float32Array.from(values),
  }
  checkCsr(csr, 'dose-influence matrix')
  return csr
}

import type { Csr } from './csr.ts'

/** Voxels that share a block. */
export const height = 4

/**
 * A matrix in blocks of four voxels by one bixel. Neighbouring voxels are reached by the same bixels, so little is filled
 * up with zeros (15 % of a C-shape's entries), and an index serves four values: one SIMD register, with the voxels as its
 * lanes, in the product with D and in that with its transpose.
 */
export interface RowBlocks {
  /** The blocks of group i, which holds voxels 4i to 4i + 3, are those from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Uint32Array
  /** The bixel of each block, rising within a group. */
  readonly columns: Uint16Array
  /** Four for each block; rows after the last voxel are 0. */
  readonly values: Float32Array
}

/** How many groups hold so many voxels. */
export const groupsOf = (voxels: number): number => Math.ceil(voxels / height)

export function rowBlocks(csr: Csr): RowBlocks {
  const { starts, columns } = layout(csr)
  const values = new Float32Array(height * columns.length)
  const blockOf = new Uint32Array(csr.bixels)
  for (let row = 0; row < csr.voxels; row++) {
    const group = Math.floor(row / height)
    if (row % height === 0)
      for (let block = starts[group]!; block < starts[group + 1]!; block++) blockOf[columns[block]!] = block
    for (let entry = csr.starts[row]!; entry < csr.starts[row + 1]!; entry++)
      values[height * blockOf[csr.columns[entry]!]! + (row % height)] = csr.values[entry]!
  }
  return { starts, columns, values }
}

/** Which bixels reach any voxel of each group, in order. */
function layout(csr: Csr): Pick<RowBlocks, 'starts' | 'columns'> {
  const groups = groupsOf(csr.voxels)
  const starts = new Uint32Array(groups + 1)
  const columns = new Uint16Array(csr.columns.length)
  const seenBy = new Int32Array(csr.bixels).fill(-1)
  let blocks = 0
  for (let group = 0; group < groups; group++) {
    const end = csr.starts[Math.min(csr.voxels, height * (group + 1))]!
    for (let entry = csr.starts[height * group]!; entry < end; entry++) {
      const bixel = csr.columns[entry]!
      if (seenBy[bixel] === group) continue
      seenBy[bixel] = group
      columns[blocks++] = bixel
    }
    starts[group + 1] = blocks
    columns.subarray(starts[group], blocks).sort()
  }
  return { starts, columns: columns.slice(0, blocks) }
}

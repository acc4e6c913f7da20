import type { Csr } from './csr.ts'

/** Entries of a matrix in any order: the first `length` of each array. */
export interface Triplets {
  readonly rows: Uint32Array
  readonly columns: Uint16Array
  readonly values: Float32Array
  readonly length: number
}

/** Room for so many entries. */
export const roomFor = (entries: number): Omit<Triplets, 'length'> => ({
  rows: new Uint32Array(entries),
  columns: new Uint16Array(entries),
  values: new Float32Array(entries),
})

/** The matrix of all entries, which have to lie in it; those of a row stay in their order. */
export function csrOfTriplets(
  parts: readonly Triplets[],
  { voxels, bixels }: { readonly voxels: number; readonly bixels: number },
): Csr {
  const starts = new Uint32Array(voxels + 1)
  for (const { rows, length } of parts) for (let at = 0; at < length; at++) starts[rows[at]! + 1]! += 1
  for (let row = 0; row < voxels; row++) starts[row + 1]! += starts[row]!
  const entries = starts[voxels]!
  const [columns, values] = [new Uint16Array(entries), new Float32Array(entries)]
  const next = starts.slice()
  for (const part of parts)
    for (let at = 0; at < part.length; at++) {
      const entry = next[part.rows[at]!]!++
      columns[entry] = part.columns[at]!
      values[entry] = part.values[at]!
    }
  return { voxels, bixels, starts, columns, values }
}

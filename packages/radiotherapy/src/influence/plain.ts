import type { Csr } from './csr.ts'
import { checkLength, type Influence } from './influence.ts'
import { groupsOf, height, rowBlocks, type RowBlocks } from './row-blocks.ts'

/** Products in double precision and plain TypeScript: the reference that others are measured by. */
export function plainInfluence(csr: Csr): Influence {
  const { voxels, bixels } = csr
  const blocks = rowBlocks(csr)
  const groups = groupsOf(voxels)
  return {
    voxels,
    bixels,
    dose(weights) {
      checkLength('weights', weights, bixels)
      const dose = new Float64Array(height * groups)
      multiply(blocks, weights, dose)
      return dose.subarray(0, voxels)
    },
    transposed(gradient) {
      checkLength('a gradient by dose', gradient, voxels)
      const padded = new Float64Array(height * groups)
      padded.set(gradient)
      const byWeights = new Float64Array(bixels)
      multiplyTransposed(blocks, padded, byWeights)
      return byWeights
    },
  }
}

// The four lanes are written out, and each array is read through a local name: V8 then keeps everything in registers.

function multiply({ starts, columns, values }: RowBlocks, weights: Float64Array, dose: Float64Array): void {
  for (let group = 0; group < starts.length - 1; group++) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
    const end = starts[group + 1]!
    for (let block = starts[group]!; block < end; block++) {
      const weight = weights[columns[block]!]!
      const at = height * block
      sum0 += values[at]! * weight
      sum1 += values[at + 1]! * weight
      sum2 += values[at + 2]! * weight
      sum3 += values[at + 3]! * weight
    }
    const row = height * group
    dose[row] = sum0
    dose[row + 1] = sum1
    dose[row + 2] = sum2
    dose[row + 3] = sum3
  }
}

function multiplyTransposed(
  { starts, columns, values }: RowBlocks,
  gradient: Float64Array,
  byWeights: Float64Array,
): void {
  for (let group = 0; group < starts.length - 1; group++) {
    const row = height * group
    const by0 = gradient[row]!
    const by1 = gradient[row + 1]!
    const by2 = gradient[row + 2]!
    const by3 = gradient[row + 3]!
    // Most of the body is within its limits, and so has no gradient.
    if (by0 === 0 && by1 === 0 && by2 === 0 && by3 === 0) continue
    const end = starts[group + 1]!
    for (let block = starts[group]!; block < end; block++) {
      const at = height * block
      const column = columns[block]!
      byWeights[column] =
        byWeights[column]! +
        values[at]! * by0 +
        values[at + 1]! * by1 +
        (values[at + 2]! * by2 + values[at + 3]! * by3)
    }
  }
}

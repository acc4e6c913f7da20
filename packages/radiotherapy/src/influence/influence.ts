/** The two products with a dose-influence matrix D that planning consists of; vectors are in double precision. */
export interface Influence {
  readonly voxels: number
  readonly bixels: number
  /** D·w: the dose of each voxel in Gy per fraction, for a weight of each bixel. */
  dose(weights: Float64Array): Float64Array
  /** Dᵀ·d: the gradient by the weights, from the gradient by the dose of each voxel. */
  transposed(gradient: Float64Array): Float64Array
}

/** @throws RangeError naming the vector, where it does not have that length. */
export function checkLength(name: string, vector: Float64Array, length: number): void {
  if (vector.length !== length)
    throw new RangeError(`Expected ${name} of length ${length}, got ${vector.length}`)
}

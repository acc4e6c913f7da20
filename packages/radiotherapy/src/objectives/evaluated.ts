/** The value of a function of the doses of a structure's voxels, and its derivative by each of them. */
export interface Evaluated {
  readonly value: number
  readonly gradient: Float64Array
}

export function mean(doses: Float64Array): number {
  let sum = 0
  for (const dose of doses) sum += dose
  return sum / doses.length
}

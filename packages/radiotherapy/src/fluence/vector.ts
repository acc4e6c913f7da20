export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}

/** a + factor·b, into a, where the mask is 1. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array, mask: Float64Array): void {
  for (let index = 0; index < a.length; index++) a[index] = a[index]! + factor * b[index]! * mask[index]!
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value - b[index]!)
}

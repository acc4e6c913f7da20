/** A vector, or a row of a matrix. */
export type Vector = readonly number[]
export type Rows = readonly Vector[]

export function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** s·a + t·b */
export function combine([s, a]: readonly [number, Vector], [t, b]: readonly [number, Vector]): number[] {
  return a.map((value, i) => s * value + t * b[i]!)
}

/** The matrix with these rows, times a vector. */
export function times(rows: Rows, vector: Vector): number[] {
  return rows.map((row) => dot(row, vector))
}

import type { Point } from '../space.ts'
import { answer, begin, extent } from './simplex.ts'

/** Where a function of the unit cube is lowest near a start, by Nelder-Mead: for functions that cost nothing. */
export function minimize(
  fn: (point: Point) => number,
  start: Point,
  { edge, evaluations }: { readonly edge: number; readonly evaluations: number },
): { readonly point: Point; readonly value: number } {
  let simplex = begin(
    { point: start, value: fn(start) },
    start.map(() => edge),
  )
  for (let left = evaluations; left > 0; left -= simplex.asked.length) {
    simplex = answer(simplex, simplex.asked.map(fn), lower)
    if (extent(simplex) < 1e-4 * edge) break
  }
  return simplex.vertices[0]!
}

function lower(a: number, b: number): number {
  return b - a
}

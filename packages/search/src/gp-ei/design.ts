import type { Random } from '@textgrad/core'

import type { Point } from '../space.ts'

/**
 * Points that fall once into each of as many equal parts of every coordinate: a Latin hypercube (M. McKay,
 * R. Beckman, W. Conover, Technometrics 21 (1979) 239).
 */
export function latinHypercube(count: number, size: number, random: Random): Point[] {
  const parts = Array.from({ length: count }, (_, part) => part)
  const columns = Array.from({ length: size }, () =>
    random.shuffle(parts).map((part) => (part + random.next()) / count),
  )
  return parts.map((_, row) => columns.map((column) => column[row]!))
}

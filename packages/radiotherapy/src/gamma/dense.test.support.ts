import type { DosePair, GammaCriteria } from './gamma-index.ts'

/** Points to each side of a voxel within the distance. */
const perDistance = 16

/**
 * The part of the voxels in per cent, of those with a reference dose of at least `cut` per cent of the greatest, for which some
 * point of a dense lattice within the distance agrees; the evaluated dose is linear between its voxels. No search is clever:
 * every point is looked at, from the nearest on, until one agrees.
 */
export function densePassRate(
  doses: DosePair,
  { dose, distance }: GammaCriteria,
  cut: number,
): { readonly passRate: number; readonly voxels: number } {
  const { grid, reference } = doses
  const most = Float64Array.from(reference).reduce((a, b) => Math.max(a, b), 0)
  const tolerance = (dose / 100) * most
  const points = ball()
  const doseAt = linearly(doses)
  const { size, spacing } = grid
  let [passed, voxels] = [0, 0]
  for (const [voxel, wanted] of reference.entries()) {
    if (wanted < (cut / 100) * most) continue
    voxels += 1
    const y = voxel % size.y
    const x = Math.floor(voxel / size.y) % size.x
    const z = Math.floor(voxel / (size.y * size.x))
    for (const point of points) {
      const found = doseAt(
        x + (point.x * distance) / spacing.x,
        y + (point.y * distance) / spacing.y,
        z + (point.z * distance) / spacing.z,
      )
      if (point.square + ((found - wanted) / tolerance) ** 2 > 1 + 1e-12) continue
      passed += 1
      break
    }
  }
  return { passRate: (100 * passed) / voxels, voxels }
}

interface Point {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly square: number
}

/** Points of a lattice in the ball of radius 1, the nearest first. */
function ball(): readonly Point[] {
  const points: Point[] = []
  for (let i = -perDistance; i <= perDistance; i++)
    for (let j = -perDistance; j <= perDistance; j++)
      for (let k = -perDistance; k <= perDistance; k++) {
        const [x, y, z] = [i / perDistance, j / perDistance, k / perDistance]
        const square = x * x + y * y + z * z
        if (square <= 1) points.push({ x, y, z, square })
      }
  return points.toSorted((a, b) => a.square - b.square)
}

/** The evaluated dose at a place in voxels, as the mean of the eight around it by their nearness; NaN outside. */
function linearly({ grid: { size }, evaluated }: DosePair): (x: number, y: number, z: number) => number {
  return (x, y, z) => {
    if (x < 0 || y < 0 || z < 0 || x > size.x - 1 || y > size.y - 1 || z > size.z - 1) return NaN
    const left = Math.min(Math.floor(x), size.x - 2)
    const front = Math.min(Math.floor(y), size.y - 2)
    const low = Math.min(Math.floor(z), size.z - 2)
    const at = front + size.y * (left + size.x * low)
    const fx = x - left
    const fy = y - front
    const fz = z - low
    let sum = 0
    for (let corner = 0; corner < 8; corner++) {
      const dx = corner & 1
      const dy = (corner >> 1) & 1
      const dz = corner >> 2
      const near = (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy) * (dz ? fz : 1 - fz)
      sum += near * evaluated[at + dy + size.y * (dx + size.x * dz)]!
    }
    return sum
  }
}

import type { Xyz } from '../plan-case.ts'
import { centreOf, cubeIndex, voxelsOf, type PlacedGrid, type Volume } from './placed-grid.ts'

/** Reads a volume between its voxels: linear along each axis; undefined outside of the outermost centres. */
export function trilinear({ grid, values }: Volume): (point: Xyz) => number | undefined {
  const { size, spacing, origin } = grid
  const stepX = size.y
  const stepZ = size.y * size.x
  return (point) => {
    const x = within((point.x - origin.x) / spacing.x, size.x)
    const y = within((point.y - origin.y) / spacing.y, size.y)
    const z = within((point.z - origin.z) / spacing.z, size.z)
    if (x < 0 || y < 0 || z < 0) return undefined
    const [x0, y0, z0] = [below(x, size.x), below(y, size.y), below(z, size.z)]
    const [fx, fy, fz] = [x - x0, y - y0, z - z0]
    const at = cubeIndex(grid, x0, y0, z0)
    // An axis of one voxel has no neighbour, and a part of 0 of it.
    const [dx, dy, dz] = [size.x > 1 ? stepX : 0, size.y > 1 ? 1 : 0, size.z > 1 ? stepZ : 0]
    const edge = (from: number) => values[from]! * (1 - fy) + values[from + dy]! * fy
    const face = (from: number) => edge(from) * (1 - fx) + edge(from + dx) * fx
    return face(at) * (1 - fz) + face(at + dz) * fz
  }
}

/** A volume on another grid, read between its voxels; `outside` where it does not reach. */
export function resampled(volume: Volume, grid: PlacedGrid, outside = 0): Volume<Float64Array> {
  const read = trilinear(volume)
  const values = Float64Array.from(
    { length: voxelsOf(grid) },
    (_, index) => read(centreOf(grid, index)) ?? outside,
  )
  return { grid, values }
}

/** A rounding error beside the grid is on it; -1 is outside. */
function within(place: number, count: number): number {
  const last = count - 1
  if (place >= 0 && place <= last) return place
  if (place > -1e-9 && place < 0) return 0
  return place > last && place < last + 1e-9 ? last : -1
}

const below = (place: number, count: number): number => Math.min(Math.floor(place), Math.max(0, count - 2))

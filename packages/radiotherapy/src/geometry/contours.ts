import { cubeIndex, type PlacedGrid } from './placed-grid.ts'

/** A closed planar polygon across z: x and y of its corners by turns, in mm, LPS. */
export interface Contour {
  readonly z: number
  readonly points: Float64Array
}

/** mm; files hold coordinates to about this. */
const tolerance = 1e-6

/**
 * The cube indices, rising, of the voxels whose centre is inside the contours, by these rules:
 * - Contours of one plane are combined by even-odd: one within another is a hole.
 * - A slice takes the contours of the plane next to it, at most half the least distance of two planes away (half the
 *   grid's own spacing where there is one plane): a structure reaches half a plane beyond its ends.
 * - On the edge, a centre is inside at the least and the greatest x of a row, and at the greatest y but not at the least,
 *   so that polygons that share an edge along x share no row.
 */
export function maskOf(grid: PlacedGrid, contours: readonly Contour[]): Uint32Array {
  const planes = [...new Set(contours.map(({ z }) => z))].toSorted((a, b) => a - b)
  const reach = Math.min(...planes.map((z, at) => (at === 0 ? Infinity : z - planes[at - 1]!)))
  const half = (reach === Infinity ? grid.spacing.z : reach) / 2
  const found: number[] = []
  for (let z = 0; z < grid.size.z; z++) {
    const plane = nearest(planes, grid.origin.z + z * grid.spacing.z, half)
    if (plane === undefined) continue
    const polygons = contours.filter((contour) => contour.z === plane).map(({ points }) => points)
    const slice = insideSlice(grid, polygons)
    for (let at = 0; at < slice.length; at++) {
      if (slice[at] === 1) found.push(at + cubeIndex(grid, 0, 0, z))
    }
  }
  return Uint32Array.from(found)
}

/** Of two planes that are equally near, the lower one. */
function nearest(planes: readonly number[], z: number, reach: number): number | undefined {
  let best: number | undefined
  for (const plane of planes) {
    if (Math.abs(plane - z) > reach + tolerance) continue
    if (best === undefined || Math.abs(plane - z) < Math.abs(best - z)) best = plane
  }
  return best
}

function insideSlice(grid: PlacedGrid, polygons: readonly Float64Array[]): Uint8Array {
  const { size, spacing, origin } = grid
  const inside = new Uint8Array(size.x * size.y)
  for (let y = 0; y < size.y; y++) {
    const edges = crossings(polygons, origin.y + y * spacing.y)
    for (let pair = 0; pair + 1 < edges.length; pair += 2) {
      const from = Math.ceil((edges[pair]! - tolerance - origin.x) / spacing.x)
      const to = Math.floor((edges[pair + 1]! + tolerance - origin.x) / spacing.x)
      for (let x = Math.max(0, from); x <= Math.min(size.x - 1, to); x++) inside[y + size.y * x] = 1
    }
  }
  return inside
}

/** Where a line along x crosses the edges, rising. An edge holds its end of greater y and not the other. */
function crossings(polygons: readonly Float64Array[], y: number): readonly number[] {
  const found: number[] = []
  for (const points of polygons) {
    for (let at = 0; at < points.length; at += 2) {
      const next = at + 2 < points.length ? at + 2 : 0
      const [x0, y0, x1, y1] = [points[at]!, points[at + 1]!, points[next]!, points[next + 1]!]
      if (y0 >= y === y1 >= y) continue
      found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
    }
  }
  return found.toSorted((a, b) => a - b)
}

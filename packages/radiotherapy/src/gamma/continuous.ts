import type { DosePair } from './gamma-index.ts'

/** Steps of the last search, in parts of the distance: the first are as far apart as the points before. */
const finest = 1 / 512
const coarsest = 1 / 8
/** Beyond so many distances nothing is looked for: what is worse is said to be as bad as it is within. */
const farthest = 10

/** The gamma index of the voxels asked for over all points of a dose that is linear between its voxels; NaN elsewhere. */
export function continuousGamma(
  doses: DosePair,
  tolerance: Float64Array,
  { distance, counted }: { readonly distance: number; readonly counted: Uint32Array },
): Float64Array {
  const { reference } = doses
  const points = offsets()
  const squareAt = squares(doses, distance)
  const gamma = new Float64Array(reference.length).fill(NaN)
  for (const voxel of counted) {
    const square = squareAt(voxel, reference[voxel]!, tolerance[voxel]!)
    gamma[voxel] = Math.sqrt(refined(square, nearest(square, points)))
  }
  return gamma
}

/** The square of gamma at an offset in units of the distance; infinite outside of the grid. */
type Square = (x: number, y: number, z: number) => number

/** For a voxel, what each offset gives. It reads the evaluated dose in place: most of the time is spent here. */
function squares(
  { grid: { size, spacing }, evaluated }: DosePair,
  distance: number,
): (voxel: number, dose: number, tolerance: number) => Square {
  const [perX, perY, perZ] = [distance / spacing.x, distance / spacing.y, distance / spacing.z]
  const [lastX, lastY, lastZ] = [size.x - 1, size.y - 1, size.z - 1]
  const [toX, toY, toZ] = [lastX > 0 ? size.y : 0, lastY > 0 ? 1 : 0, lastZ > 0 ? size.y * size.x : 0]
  return (voxel, dose, tolerance) => {
    const row = voxel % size.y
    const column = ((voxel - row) / size.y) % size.x
    const slice = Math.floor(voxel / (size.y * size.x))
    return (x, y, z) => {
      const [px, py, pz] = [column + x * perX, row + y * perY, slice + z * perZ]
      if (px < 0 || py < 0 || pz < 0 || px > lastX || py > lastY || pz > lastZ) return Infinity
      const [ix, iy, iz] = [Math.floor(px), Math.floor(py), Math.floor(pz)]
      const [fx, fy, fz] = [px - ix, py - iy, pz - iz]
      const at = iy + size.y * (ix + size.x * iz)
      // On the last voxel of an axis the next one gets no weight, and may not be there.
      const [dx, dy, dz] = [ix < lastX ? toX : 0, iy < lastY ? toY : 0, iz < lastZ ? toZ : 0]
      const near =
        (evaluated[at]! * (1 - fy) + evaluated[at + dy]! * fy) * (1 - fx) +
        (evaluated[at + dx]! * (1 - fy) + evaluated[at + dx + dy]! * fy) * fx
      const far =
        (evaluated[at + dz]! * (1 - fy) + evaluated[at + dz + dy]! * fy) * (1 - fx) +
        (evaluated[at + dz + dx]! * (1 - fy) + evaluated[at + dz + dx + dy]! * fy) * fx
      const part = (near * (1 - fz) + far * fz - dose) / tolerance
      return x * x + y * y + z * z + part * part
    }
  }
}

interface Found {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly square: number
}

/** The best of the points: the nearest first, until none that is farther away could be better. */
function nearest(squareAt: Square, points: readonly Found[]): Found {
  let best: Found = { x: 0, y: 0, z: 0, square: squareAt(0, 0, 0) }
  for (const { x, y, z, square: away } of points) {
    if (away >= best.square) break
    const square = squareAt(x, y, z)
    if (square < best.square) best = { x, y, z, square }
  }
  return best
}

/** Steps to better neighbours, nearer and nearer ones. */
function refined(squareAt: Square, from: Found): number {
  let { x, y, z, square } = from
  for (let size = coarsest; size >= finest; size /= 2) {
    for (let moved = true; moved;) {
      moved = false
      for (const [dx, dy, dz] of neighbours) {
        const found = squareAt(x + size * dx, y + size * dy, z + size * dz)
        if (found >= square) continue
        ;[x, y, z, square] = [x + size * dx, y + size * dy, z + size * dz, found]
        moved = true
      }
    }
  }
  return square
}

const signs = [-1, 0, 1]
const neighbours = signs
  .flatMap((x) => signs.flatMap((y) => signs.map((z) => [x, y, z] as const)))
  .filter(([x, y, z]) => x !== 0 || y !== 0 || z !== 0)

/** Points around the middle by their distance, without it: closer together where they are nearer. */
function offsets(): readonly Found[] {
  const found: Found[] = []
  const add = (width: number, from: number, to: number) => {
    const count = Math.floor(to / width)
    for (let i = -count; i <= count; i++) {
      for (let j = -count; j <= count; j++) {
        for (let k = -count; k <= count; k++) {
          const square = (i * i + j * j + k * k) * width * width
          if (square > from * from && square <= to * to)
            found.push({ x: i * width, y: j * width, z: k * width, square })
        }
      }
    }
  }
  add(0.2, 0, 2)
  add(0.5, 2, 5)
  add(1, 5, farthest)
  return found.toSorted((a, b) => a.square - b.square)
}

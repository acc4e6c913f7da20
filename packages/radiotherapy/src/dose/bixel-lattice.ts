import type { Beam } from './beam.ts'

/** Which bixel of a beam is where: columns of the same x, rows of the same z, counted from 0. */
export interface BixelLattice {
  readonly firstX: number
  readonly firstZ: number
  readonly columns: number
  readonly rows: number
  /** Of column x and row z at row + rows·column: the bixel, or -1. */
  readonly bixelAt: Int32Array
}

/** @throws RangeError for a beam without bixels, or one that is not in its place. */
export function bixelLattice({ bixelWidth, bixels }: Beam): BixelLattice {
  if (bixels.length === 0) throw new RangeError('Expected a beam of at least one bixel, got none')
  const places = bixels.map(({ x, z }) => ({ x: x / bixelWidth, z: z / bixelWidth }))
  const off = places.findIndex(({ x, z }) => Math.abs(x - Math.round(x)) + Math.abs(z - Math.round(z)) > 1e-6)
  if (off >= 0)
    throw new RangeError(
      `Expected bixels on multiples of ${bixelWidth} mm, got ${bixels[off]!.x}, ${bixels[off]!.z} as bixel ${off}`,
    )
  const at = places.map(({ x, z }) => ({ x: Math.round(x), z: Math.round(z) }))
  const [firstX, lastX] = range(at.map(({ x }) => x))
  const [firstZ, lastZ] = range(at.map(({ z }) => z))
  const [columns, rows] = [lastX - firstX + 1, lastZ - firstZ + 1]
  const bixelAt = new Int32Array(columns * rows).fill(-1)
  let before = -1
  for (const [bixel, { x, z }] of at.entries()) {
    const place = z - firstZ + rows * (x - firstX)
    if (place <= before)
      throw new RangeError(`Expected bixels by x and then z, each once, got bixel ${bixel} out of order`)
    bixelAt[place] = bixel
    before = place
  }
  return { firstX, firstZ, columns, rows, bixelAt }
}

function range(numbers: readonly number[]): [number, number] {
  return numbers.reduce<[number, number]>(
    ([low, high], number) => [Math.min(low, number), Math.max(high, number)],
    [Infinity, -Infinity],
  )
}

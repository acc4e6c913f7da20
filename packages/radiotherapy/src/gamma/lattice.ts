import type { DosePair } from './gamma-index.ts'

interface Axis {
  readonly count: number
  /** Between neighbours in the evaluated dose as it is, and as it is made finer and wider. */
  readonly stride: number
  readonly fine: number
  /** How many points the search goes to either side, and the square of one step in units of the distance. */
  readonly reach: number
  readonly square: number
  /** Voxels of 0 on either side. */
  readonly border: number
}

/** How far matRad looks, in units of the distance. */
const searched = 1.5

/** The gamma index of every voxel over points on a lattice; where both doses are 0 it is 0. */
export function latticeGamma(
  { grid: { size, spacing }, reference, evaluated }: DosePair,
  tolerance: Float64Array,
  { distance, n }: { readonly distance: number; readonly n: number },
): Float64Array {
  const parts = 2 ** n
  const axes: Axis[] = []
  let [stride, fine] = [1, 1]
  // y first: it is the fastest axis of a cube.
  for (const axis of ['y', 'x', 'z'] as const) {
    const step = spacing[axis] / parts
    const reach = Math.ceil((searched * distance) / step)
    const border = Math.ceil(reach / parts)
    axes.push({ count: size[axis], stride, fine, reach, border, square: (step / distance) ** 2 })
    stride *= size[axis]
    fine *= (size[axis] - 1 + 2 * border) * parts + 1
  }
  const dose = finer(evaluated, axes, parts)
  const [y, x, z] = axes as [Axis, Axis, Axis]
  const least = new Float64Array(reference.length).fill(Infinity)
  const middle = parts * (z.border * z.fine + x.border * x.fine + y.border)
  for (const [index, { shift, away }] of shifts(y, x, z).entries()) {
    // The nearest come first: when none can be better any more, the rest is not looked at.
    if (index % 64 === 0 && least.every((value) => value <= away)) break
    compare({ reference, tolerance, dose, least }, { axes: [y, x, z], parts, shift: middle + shift, away })
  }
  return least.map((value, voxel) =>
    reference[voxel]! <= 0 && evaluated[voxel]! <= 0 ? 0 : Math.sqrt(value),
  )
}

/** How far points are away in the cube and, squared, in units of the distance: the nearest first. */
function shifts(y: Axis, x: Axis, z: Axis): { readonly shift: number; readonly away: number }[] {
  const found: { shift: number; away: number }[] = []
  for (let dz = -z.reach; dz <= z.reach; dz++) {
    for (let dx = -x.reach; dx <= x.reach; dx++) {
      for (let dy = -y.reach; dy <= y.reach; dy++) {
        const away = dz * dz * z.square + dx * dx * x.square + dy * dy * y.square
        found.push({ shift: dz * z.fine + dx * x.fine + dy, away })
      }
    }
  }
  return found.toSorted((a, b) => a.away - b.away)
}

function compare(
  cubes: {
    readonly reference: Float32Array | Float64Array
    readonly tolerance: Float64Array
    readonly dose: Float64Array
    readonly least: Float64Array
  },
  at: {
    readonly axes: readonly [Axis, Axis, Axis]
    readonly parts: number
    readonly shift: number
    readonly away: number
  },
): void {
  const { reference, tolerance, dose, least } = cubes
  const [y, x, z] = at.axes
  let voxel = 0
  for (let k = 0; k < z.count; k++) {
    for (let i = 0; i < x.count; i++) {
      let point = at.shift + at.parts * (k * z.fine + i * x.fine)
      for (let j = 0; j < y.count; j++, voxel++, point += at.parts) {
        const part = (dose[point]! - reference[voxel]!) / tolerance[voxel]!
        const value = part * part + at.away
        if (value < least[voxel]!) least[voxel] = value
      }
    }
  }
}

/** A cube with points between its voxels, linear along each axis, and zeros around it as far as the search goes. */
function finer(cube: Float32Array | Float64Array, axes: readonly Axis[], parts: number): Float64Array {
  // The border comes first, so that dose falls to 0 within a voxel at the edge of the grid.
  const bordered = axes.map(({ count, border }) => count + 2 * border)
  let from: Float64Array = new Float64Array(bordered.reduce((product, count) => product * count, 1))
  const [y, x, z] = axes as [Axis, Axis, Axis]
  for (let k = 0; k < z.count; k++) {
    for (let i = 0; i < x.count; i++) {
      const to = y.border + bordered[0]! * (i + x.border + bordered[1]! * (k + z.border))
      const start = i * x.stride + k * z.stride
      for (let j = 0; j < y.count; j++) from[to + j] = cube[start + j]!
    }
  }
  let counts = bordered
  for (const axis of [0, 1, 2]) {
    from = finerAlong(from, { counts, axis, parts })
    counts = counts.with(axis, (counts[axis]! - 1) * parts + 1)
  }
  return from
}

function finerAlong(
  cube: Float64Array,
  {
    counts,
    axis,
    parts,
  }: { readonly counts: readonly number[]; readonly axis: number; readonly parts: number },
): Float64Array {
  const inner = counts.slice(0, axis).reduce((product, count) => product * count, 1)
  const count = counts[axis]!
  const outer = cube.length / inner / count
  const long = (count - 1) * parts + 1
  const made = new Float64Array(inner * long * outer)
  for (let o = 0; o < outer; o++) {
    for (let at = 0; at < long; at++) {
      const low = Math.min(count - 2, Math.floor(at / parts))
      const part = at / parts - low
      const source = inner * (low + count * o)
      const to = inner * (at + long * o)
      for (let i = 0; i < inner; i++)
        made[to + i] = (1 - part) * cube[source + i]! + part * cube[source + inner + i]!
    }
  }
  return made
}

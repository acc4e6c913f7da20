import type { Grid } from '../plan-case.ts'
import type { MatField } from './fields.ts'

/** A grid of matRad: where the centres of its voxels are along each axis, mm, and how it lies. */
export interface MatRadGrid {
  readonly grid: Grid
  readonly axes: {
    readonly x: readonly number[]
    readonly y: readonly number[]
    readonly z: readonly number[]
  }
}

/** @param dimensions ny, nx and nz: matRad keeps cubes with y running fastest, as this package does. */
export function gridOf(one: MatField, dimensions: MatField): MatRadGrid {
  const [y = 0, x = 0, z = 0] = dimensions.numbers(3)
  const size = { x, y, z }
  for (const length of [x, y, z])
    if (!(Number.isInteger(length) && length > 0))
      throw dimensions.wrong(`expected whole numbers from 1 up, got ${length}`)
  const resolution = one.field('resolution')
  const axis = (name: 'x' | 'y' | 'z') => {
    const step = resolution.field(name).number()
    if (!(step > 0 && step < Infinity)) throw resolution.wrong(`expected ${name} above 0 mm, got ${step}`)
    const places = one.optional(name)?.numbers(size[name])
    return { step, places }
  }
  const [along, down, up] = [axis('x'), axis('y'), axis('z')]
  const places = ({ step, places: given }: typeof along, length: number): readonly number[] =>
    given ? [...given] : Array.from({ length }, (_, at) => at * step)
  const [left, front, low] = [along, down, up].map((one) => one.places?.[0])
  const isPlaced = left !== undefined && front !== undefined && low !== undefined
  return {
    grid: {
      size,
      spacing: { x: along.step, y: down.step, z: up.step },
      ...(isPlaced && { origin: { x: left, y: front, z: low } }),
    },
    axes: { x: places(along, x), y: places(down, y), z: places(up, z) },
  }
}

/** Of each voxel of a grid the nearest one of another, as matRad brings structures to the grid of the dose; -1 beyond its edge. */
export function nearestVoxels(of: MatRadGrid, among: MatRadGrid): Int32Array {
  const nearest = (axis: 'x' | 'y' | 'z') => {
    const [places, step] = [among.axes[axis], among.grid.spacing[axis]]
    return of.axes[axis].map((place) => {
      const at = Math.round((place - places[0]!) / step - 1e-9)
      return at >= 0 && at < places.length ? at : -1
    })
  }
  const [xs, ys, zs] = [nearest('x'), nearest('y'), nearest('z')]
  const { size } = among.grid
  return Int32Array.from(
    zs.flatMap((z) =>
      xs.flatMap((x) => ys.map((y) => (Math.min(x, y, z) < 0 ? -1 : y + size.y * (x + size.x * z)))),
    ),
  )
}

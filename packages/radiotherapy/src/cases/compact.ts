import { cubeIndex, placeOf } from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'
import type { Case } from './case.ts'

/** Of the body away from the targets, one voxel of so many along each axis. */
export const usualStep = 3

/**
 * The same case with fewer voxels, for searches that solve it many times: it keeps those of targets, and of organs but the
 * largest (the body); of that, what is within `near` mm of a target and otherwise every `step`-th voxel along each axis. The
 * metrics of the body then lean to where dose is high.
 * @throws RangeError for a `near` or `step` that is none.
 */
export function compact(
  one: Case,
  { near = 10, step = usualStep }: { readonly near?: number; readonly step?: number | undefined } = {},
): Case {
  if (!(near >= 0)) throw new RangeError(`Expected near to be from 0 mm up, got ${near}`)
  if (!(Number.isInteger(step) && step >= 1))
    throw new RangeError(`Expected step to be a whole number from 1 up, got ${step}`)
  const organs = one.structures.filter(({ type }) => type === 'organ')
  const body = organs.toSorted((a, b) => b.voxels.length - a.voxels.length)[0]
  if (!body) return one
  const { size } = one.grid
  const kept = new Uint8Array(size.x * size.y * size.z)
  for (const structure of one.structures) {
    if (structure !== body) for (const voxel of structure.voxels) kept[voxel] = 1
    if (structure.type === 'target') keepNear(one, structure.voxels, { near, kept })
  }
  const isKept = (voxel: number): boolean => {
    const { x, y, z } = placeOf(one.grid, voxel)
    return kept[voxel] === 1 || (x % step === 0 && y % step === 0 && z % step === 0)
  }
  const thinned = { ...body, voxels: body.voxels.filter(isKept) }
  return {
    ...one,
    structures: one.structures.map((structure) => (structure === body ? thinned : structure)),
  }
}

function keepNear(
  { grid }: Case,
  voxels: Uint32Array,
  { near, kept }: { readonly near: number; readonly kept: Uint8Array },
): void {
  const shifts = shiftsWithin(grid, near)
  const isInside = (axis: 'x' | 'y' | 'z', at: number) => at >= 0 && at < grid.size[axis]
  for (const voxel of voxels) {
    const place = placeOf(grid, voxel)
    for (const shift of shifts) {
      const [x, y, z] = [place.x + shift.x, place.y + shift.y, place.z + shift.z]
      if (isInside('x', x) && isInside('y', y) && isInside('z', z)) kept[cubeIndex(grid, x, y, z)] = 1
    }
  }
}

/** Steps to the neighbours of a voxel that are not farther than `near` mm. */
function shiftsWithin({ spacing }: Case['grid'], near: number): readonly Xyz[] {
  const steps = (axis: 'x' | 'y' | 'z') => {
    const reach = Math.floor(near / spacing[axis] + 1e-9)
    return Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach)
  }
  return steps('x')
    .flatMap((x) => steps('y').flatMap((y) => steps('z').map((z) => ({ x, y, z }))))
    .filter(({ x, y, z }) => Math.hypot(x * spacing.x, y * spacing.y, z * spacing.z) <= near + 1e-9)
}

import type { Volume } from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'

/**
 * The water-equivalent path in mm from a source to a point: the exact sum of density times length over the voxels that the
 * straight line crosses (Siddon, Med. Phys. 12:252, 1985), walked from the point outward. Nothing lies outside of the grid.
 */
export type RadiologicalDepth = (x: number, y: number, z: number) => number

export function radiologicalDepth({ grid, values }: Volume, source: Xyz): RadiologicalDepth {
  const { size, spacing, origin } = grid
  const count = [size.x, size.y, size.z]
  const width = [spacing.x, spacing.y, spacing.z]
  const stride = [size.y, 1, size.y * size.x]
  const low = [origin.x - spacing.x / 2, origin.y - spacing.y / 2, origin.z - spacing.z / 2]
  const from = [source.x, source.y, source.z]
  // One walk at a time, so that it can use the same small arrays each time.
  const start = new Float64Array(3)
  const step = new Float64Array(3)
  const voxel = new Int32Array(3)
  const sign = new Int32Array(3)
  const next = new Float64Array(3)
  const each = new Float64Array(3)

  /** Sets out at a part of the way from the point to the source. */
  function setOut(part: number): number {
    let index = 0
    for (let axis = 0; axis < 3; axis++) {
      const place = (start[axis]! + part * step[axis]! - low[axis]!) / width[axis]!
      // On a boundary it is the voxel that the way goes into.
      const inside = step[axis]! < 0 ? Math.ceil(place - 1e-9) - 1 : Math.floor(place + 1e-9)
      voxel[axis] = Math.min(count[axis]! - 1, Math.max(0, inside))
      sign[axis] = Math.sign(step[axis]!)
      const plane = low[axis]! + (voxel[axis]! + (step[axis]! > 0 ? 1 : 0)) * width[axis]!
      next[axis] = step[axis] === 0 ? Infinity : (plane - start[axis]!) / step[axis]!
      each[axis] = Math.abs(width[axis]! / step[axis]!)
      index += voxel[axis]! * stride[axis]!
    }
    return index
  }

  function walk(enter: number, leave: number): number {
    let index = setOut(enter)
    let sum = 0
    for (let at = enter; at < leave;) {
      const first = next[0]! <= next[1]! ? 0 : 1
      const axis = next[first]! <= next[2]! ? first : 2
      const to = Math.min(next[axis]!, leave)
      if (to > at) {
        sum += values[index]! * (to - at)
        at = to
      }
      const passed = voxel[axis]! + sign[axis]!
      if (passed < 0 || passed >= count[axis]!) break
      voxel[axis] = passed
      index += sign[axis]! * stride[axis]!
      next[axis] = next[axis]! + each[axis]!
    }
    return sum
  }

  return (x, y, z) => {
    start[0] = x
    start[1] = y
    start[2] = z
    let [enter, leave] = [0, 1]
    for (let axis = 0; axis < 3; axis++) {
      step[axis] = from[axis]! - start[axis]!
      const [near, far] = passage(start[axis]! - low[axis]!, step[axis]!, count[axis]! * width[axis]!)
      enter = Math.max(enter, near)
      leave = Math.min(leave, far)
    }
    return enter < leave ? walk(enter, leave) * Math.hypot(step[0]!, step[1]!, step[2]!) : 0
  }
}

/** The parts of a way at which it enters and leaves the space from 0 to `width`. */
function passage(at: number, step: number, width: number): readonly [number, number] {
  if (step === 0) return at >= 0 && at < width ? [-Infinity, Infinity] : [Infinity, -Infinity]
  const [low, high] = [-at / step, (width - at) / step]
  return step > 0 ? [low, high] : [high, low]
}

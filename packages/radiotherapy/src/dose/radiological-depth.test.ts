import { describe, expect, it } from 'vitest'

import { tellFound } from '../found.test.support.ts'
import { beamFrame } from '../geometry/beam-frame.ts'
import { centreOf, voxelsOf, type Volume } from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'
import { distanceToSurface } from './distance-to-surface.ts'
import { radiologicalDepth } from './radiological-depth.ts'
import { doseReference, type DoseReference } from './reference.test.support.ts'

const reference = doseReference()

const sum = (all: readonly number[]): number => all.reduce((so, one) => so + one, 0)

/** The sum of densities at the middles of steps of 0.1 mm. */
function marched({ grid, values }: Volume, source: Xyz, point: Xyz): number {
  const step = 0.1
  const length = Math.hypot(source.x - point.x, source.y - point.y, source.z - point.z)
  let passed = 0
  for (let at = step / 2; at < length; at += step) {
    const place = (axis: 'x' | 'y' | 'z') =>
      Math.floor(
        (point[axis] + (at / length) * (source[axis] - point[axis]) - grid.origin[axis]) /
          grid.spacing[axis] +
          0.5,
      )
    const [x, y, z] = [place('x'), place('y'), place('z')]
    if (x >= 0 && y >= 0 && z >= 0 && x < grid.size.x && y < grid.size.y && z < grid.size.z)
      passed += step * values[y + grid.size.y * (x + grid.size.x * z)]!
  }
  return passed
}

describe.skipIf(!reference)('check 6: radiological depth needs the reference data', () => {
  const { grid, density, theirDensity, beams, depths, surfaces } = reference ?? ({} as DoseReference)

  it('is along densities that are those of matRad', () => {
    const difference = density.values.map((value, voxel) => Math.abs(value - theirDensity[voxel]!))
    expect(Math.max(...difference)).toBeLessThan(1e-6)
  })

  it.for([0, 1])('of beam %i is within 0.3 mm of a march in steps of 0.1 mm', (at) => {
    const { source } = beamFrame(beams[at]!)
    const depthAt = radiologicalDepth(density, source)
    let worst = 0
    for (let voxel = at; voxel < voxelsOf(grid); voxel += 61) {
      const point = centreOf(grid, voxel)
      const depth = depthAt(point.x, point.y, point.z)
      worst = Math.max(worst, Math.abs(depth - marched(density, source, point)))
    }
    expect(worst).toBeLessThan(0.3)
    tellFound(`check 6 beam ${at}`, { 'mm from the march at most': worst })
  })

  // matRad takes a ray of a fan that passes nearby, and reads between voxels: rays that graze the slab of lung differ most.
  it.for([
    [0, 1],
    [1, 3.3],
  ] as const)("of beam %i is within %d mm rms of matRad's, without a bias", ([at, most]) => {
    const { source } = beamFrame(beams[at]!)
    const depthAt = radiologicalDepth(density, source)
    const differences = [...depths[at]!.entries()].flatMap(([voxel, theirs]) => {
      if (Number.isNaN(theirs)) return []
      const { x, y, z } = centreOf(grid, voxel)
      return depthAt(x, y, z) - theirs
    })
    const { length } = differences
    expect(length).toBeGreaterThan(20_000)
    const average = sum(differences) / length
    expect(Math.abs(average)).toBeLessThan(0.05)
    const squares = differences.map((difference) => difference ** 2).toSorted((a, b) => a - b)
    const rms = Math.sqrt(sum(squares) / length)
    expect(rms).toBeLessThan(most)
    tellFound(`check 6 beam ${at} matRad`, {
      'mm rms': rms,
      'mm on average': average,
      'mm in the median': Math.sqrt(squares[Math.floor(length / 2)]!),
      'of the squares in 4 % of the voxels': sum(squares.slice(Math.floor(0.96 * length))) / sum(squares),
    })
  })

  it.for([0, 1])("of beam %i begins at matRad's distance from source to surface", (at) => {
    const { source } = beamFrame(beams[at]!)
    expect(distanceToSurface(density, source, beams[at]!.isocentre)).toBeCloseTo(surfaces[at]!, 6)
  })
})

describe('radiological depth', () => {
  const grid = {
    size: { x: 4, y: 3, z: 2 },
    spacing: { x: 10, y: 5, z: 2 },
    origin: { x: 0, y: 0, z: 0 },
  }
  const values = Float32Array.from({ length: 24 }, (_, voxel) => 1 + voxel)
  const volume = { grid, values }

  it('along an axis is the sum over whole voxels and half of the last', () => {
    const depthAt = radiologicalDepth(volume, { x: 20, y: -1000, z: 0 })
    // Column 2 holds 7, 8 and 9.
    expect(depthAt(20, 10, 0)).toBeCloseTo(5 * 7 + 5 * 8 + 2.5 * 9, 10)
    expect(depthAt(20, 0, 0)).toBeCloseTo(2.5 * 7, 10)
  })

  it('behind the grid is all of it, before and beside it 0', () => {
    const depthAt = radiologicalDepth(volume, { x: 20, y: -1000, z: 0 })
    expect(depthAt(20, 500, 0)).toBeCloseTo(5 * (7 + 8 + 9), 10)
    expect(depthAt(20, -500, 0)).toBe(0)
    expect(depthAt(90, 0, 0)).toBe(0)
    expect(distanceToSurface(volume, { x: 90, y: -1000, z: 0 }, { x: 90, y: 0, z: 0 })).toBeUndefined()
  })

  it('is the same from either end', () => {
    const [a, b] = [
      { x: -20, y: -13, z: -3 },
      { x: 47, y: 31, z: 6 },
    ]
    const there = radiologicalDepth(volume, a)(b.x, b.y, b.z)
    expect(there).toBeGreaterThan(0)
    expect(radiologicalDepth(volume, b)(a.x, a.y, a.z)).toBeCloseTo(there, 9)
  })

  it('of a source within the grid counts what is on the way only', () => {
    expect(radiologicalDepth(volume, { x: 0, y: 0, z: 0 })(30, 0, 0)).toBeCloseTo(
      5 * 1 + 10 * 4 + 10 * 7 + 5 * 10,
      10,
    )
  })
})

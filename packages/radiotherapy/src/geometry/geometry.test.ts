import { describe, expect, it } from 'vitest'

import { doseReference } from '../dose/reference.test.support.ts'
import { beamFrame } from './beam-frame.ts'
import { maskOf } from './contours.ts'
import { centreOf, checkGrid, cubeIndex, voxelsWithin, type PlacedGrid } from './placed-grid.ts'
import { resampled, trilinear } from './trilinear.ts'

const grid: PlacedGrid = {
  size: { x: 7, y: 5, z: 3 },
  spacing: { x: 2, y: 3, z: 4 },
  origin: { x: -6, y: -6, z: -4 },
}
const reference = doseReference()

describe('a grid', () => {
  it('knows where its voxels are: y first, then x, then z', () => {
    expect(cubeIndex(grid, 1, 2, 1)).toBe(2 + 5 * (1 + 7 * 1))
    expect(centreOf(grid, cubeIndex(grid, 1, 2, 1))).toEqual({ x: -4, y: 0, z: 0 })
    expect([...voxelsWithin(grid, ({ x, y, z }) => x === 0 && y >= 3 && z === 4)]).toEqual([
      cubeIndex(grid, 3, 3, 2),
      cubeIndex(grid, 3, 4, 2),
    ])
  })

  it.for([
    [
      { ...grid, size: { x: 0, y: 5, z: 3 } },
      'Expected size.x of a grid to be a whole number from 1 up, got 0',
    ],
    [{ ...grid, spacing: { x: 2, y: NaN, z: 4 } }, 'Expected spacing.y of a grid to be above 0 mm, got NaN'],
    [
      { ...grid, origin: { x: 0, y: 0, z: Infinity } },
      'Expected origin.z of a grid to be a number, got Infinity',
    ],
  ] as const)('that is none is refused: %#', ([wrong, message]) => {
    expect(() => checkGrid(wrong)).toThrow(message)
  })
})

describe('the frame of a beam', () => {
  it.for([
    [0, 0, { x: 1, y: -998, z: 3 }],
    [90, 0, { x: 1001, y: 2, z: 3 }],
    [180, 0, { x: 1, y: 1002, z: 3 }],
    [270, 0, { x: -999, y: 2, z: 3 }],
    [90, 90, { x: 1, y: 2, z: -997 }],
  ] as const)('has its source in the right place for gantry %d and couch %d', ([gantry, couch, place]) => {
    const { source } = beamFrame({ gantry, couch, isocentre: { x: 1, y: 2, z: 3 } })
    expect(source.x).toBeCloseTo(place.x, 9)
    expect(source.y).toBeCloseTo(place.y, 9)
    expect(source.z).toBeCloseTo(place.z, 9)
  })

  it('puts the isocentre 1000 mm along its axis, and leads back', () => {
    const isocentre = { x: 10, y: -20, z: 30 }
    const { toBeam, toPatient } = beamFrame({ gantry: 137, couch: -25, isocentre })
    const there = toBeam(isocentre)
    expect(Math.hypot(there.x, there.z)).toBeLessThan(1e-9)
    expect(there.y).toBeCloseTo(1000, 9)
    const back = toPatient(toBeam({ x: 1, y: 2, z: 3 }))
    expect(Math.hypot(back.x - 1, back.y - 2, back.z - 3)).toBeLessThan(1e-9)
  })

  it.skipIf(!reference)("turns as matRad's matrices do", () => {
    for (const [at, rotation] of reference!.rotations.entries()) {
      const { isocentre, ...angles } = reference!.beams[at]!
      const { toPatient } = beamFrame({ ...angles, isocentre: { x: 0, y: 0, z: 0 } })
      const images = [
        toPatient({ x: 1, y: 1000, z: 0 }),
        toPatient({ x: 0, y: 1001, z: 0 }),
        toPatient({ x: 0, y: 1000, z: 1 }),
      ]
      for (const [row, axis] of (['x', 'y', 'z'] as const).entries()) {
        for (const [column, image] of images.entries())
          expect(image[axis]).toBeCloseTo(rotation[row]![column]!, 12)
      }
      expect(isocentre).toEqual({ x: 0, y: 0, z: 0 })
    }
  })
})

describe('contours', () => {
  const square = (from: number, to: number, z = 0) => ({
    z,
    points: Float64Array.of(from, from, to, from, to, to, from, to),
  })
  const places = (mask: Uint32Array) => [...mask].map((voxel) => centreOf(grid, voxel))

  it('hold the centres of voxels within, at both edges along x and at the greater along y', () => {
    const found = places(maskOf(grid, [square(-6, 0), square(100, 101, 4)]))
    const inSlice = found.filter(({ z }) => z === 0)
    expect(new Set(inSlice.map(({ x }) => x))).toEqual(new Set([-6, -4, -2, 0]))
    expect(new Set(inSlice.map(({ y }) => y))).toEqual(new Set([-3, 0]))
    expect(inSlice.length).toBe(8)
  })

  it('within others are holes', () => {
    const found = places(maskOf(grid, [square(-5, 5), square(-1, 1)]))
    expect(found.some(({ x, y }) => x === 0 && y === 0)).toBe(false)
    expect(found.some(({ x, y }) => x === 2 && y === 0)).toBe(true)
  })

  it('are combined by even-odd where they join in a keyhole', () => {
    // A square with a slit of no width to a hole, as files hold holes in one polygon.
    const points = Float64Array.of(-5, -5, 5, -5, 5, 5, -5, 5, -5, -1, -1, -1, -1, 1, 1, 1, 1, -1, -5, -1)
    const found = places(maskOf(grid, [{ z: 0, points }]))
    expect(found.some(({ x, y }) => x === 0 && y === 0)).toBe(false)
    expect(found.filter(({ x, y }) => x === -4 && y === 0).length).toBe(1)
  })

  it('reach half a plane beyond the last, and between planes the nearer one counts', () => {
    const slices = (planes: readonly number[]) =>
      new Set(
        places(
          maskOf(
            grid,
            planes.map((z) => square(-5, 5, z)),
          ),
        ).map(({ z }) => z),
      )
    expect(slices([0])).toEqual(new Set([0]))
    expect(slices([-6, 2])).toEqual(new Set([-4, 0, 4]))
    expect(slices([-1, 1])).toEqual(new Set([0]))
    expect(slices([])).toEqual(new Set())
  })
})

describe('reading between voxels', () => {
  const linear = ({ x, y, z }: { x: number; y: number; z: number }) => 3 + 0.5 * x - 2 * y + 0.25 * z
  const values = Float64Array.from({ length: 105 }, (_, voxel) => linear(centreOf(grid, voxel)))

  it('is exact for what is linear, up to the outermost centres', () => {
    const read = trilinear({ grid, values })
    for (const point of [
      { x: 0.3, y: -1.1, z: 2.2 },
      { x: 6, y: 6, z: 4 },
      { x: -6, y: -6, z: -4 },
    ])
      expect(read(point)).toBeCloseTo(linear(point), 12)
    expect(read({ x: 6.1, y: 0, z: 0 })).toBeUndefined()
    expect(read({ x: 0, y: 0, z: -4.1 })).toBeUndefined()
  })

  it('on another grid fills what is outside', () => {
    const finer: PlacedGrid = { ...grid, size: { x: 20, y: 5, z: 1 }, spacing: { x: 1, y: 3, z: 4 } }
    const { values: made } = resampled({ grid, values }, finer, -7)
    expect(made[cubeIndex(finer, 5, 1, 0)]).toBeCloseTo(linear({ x: -1, y: -3, z: -4 }), 12)
    expect(made[cubeIndex(finer, 19, 1, 0)]).toBe(-7)
  })

  it('works along axes of a single voxel', () => {
    const flat: PlacedGrid = { ...grid, size: { x: 7, y: 5, z: 1 } }
    expect(trilinear({ grid: flat, values: values.slice(0, 35) })({ x: 1, y: 1, z: -4 })).toBeCloseTo(
      linear({ x: 1, y: 1, z: -4 }),
      12,
    )
  })
})

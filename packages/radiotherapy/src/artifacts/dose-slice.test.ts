import { expect, it } from 'vitest'

import { compact } from '../cases/compact.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { cubeIndex } from '../geometry/placed-grid.ts'
import { phantom } from '../phantoms/phantoms.ts'
import { doseSlice } from './dose-slice.ts'

it('a slice fills in voxels of the body that are left out, by those that stand for them', async () => {
  const whole = phantom('c-shape', { spacing: 10, bixelWidth: 30, gantry: [0] })
  const { plan } = await planCaseOf(compact(whole, { step: 3 }))
  const rowOf = new Map(Array.from(plan.voxels, (voxel, row) => [voxel, row]))
  // Each voxel has a dose of its own.
  const dose = Float64Array.from(plan.voxels, (_, row) => 1 + row)
  const valuesOf = (sampling: number): readonly number[] => {
    const [grid] = doseSlice({ ...plan, sampling }, dose)
    return grid?.kind === 'grid' ? grid.values : []
  }
  const [sparse, filled] = [valuesOf(1), valuesOf(3)]
  const { size } = plan.grid
  expect(filled).toHaveLength(size.x * size.y)
  expect(filled.filter((value) => value > 0).length).toBeGreaterThan(
    2 * sparse.filter((value) => value > 0).length,
  )
  expect(sparse.every((value, pixel) => value === 0 || value === filled[pixel])).toBe(true)
  // All slices of the target have as many of its voxels: the first is shown, the fourth of nine from the middle.
  const z = (size.z - 1) / 2 - 4
  const near = (place: number): number => 3 * Math.round(place / 3)
  for (const [pixel, value] of filled.entries()) {
    const [x, y] = [pixel % size.x, Math.floor(pixel / size.x)]
    const row =
      rowOf.get(cubeIndex(plan.grid, x, y, z)) ?? rowOf.get(cubeIndex(plan.grid, near(x), near(y), near(z)))
    const isWithin = near(x) < size.x && near(y) < size.y
    expect(value).toBe(row === undefined || !isWithin ? 0 : 1 + row)
  }
})

import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { readBundle } from '../bundle/read-bundle.ts'
import type { PlacedGrid } from '../geometry/placed-grid.ts'
import { reference } from '../reference.test.support.ts'
import { beamOnto } from './beam.ts'

const cshape = reference('cshape')

interface Rays {
  readonly isocenter_mm: readonly [number, number, number]
  readonly rays: { readonly rows: readonly (readonly [number, number, number, number, number])[] }
}

describe.skipIf(!cshape)('the bixels of the C-shape need the reference data', () => {
  it('are those of matRad, in its order', async () => {
    const plan = await readBundle(cshape!.file)
    const json = JSON.parse(readFileSync(cshape!.file, 'utf8')) as Rays
    const [x, y, z] = json.isocenter_mm
    const { rows } = plan.structures.find(({ name }) => name === 'OuterTarget')!
    const target = { grid: plan.grid as PlacedGrid, voxels: rows.map((row) => plan.voxels[row]!) }
    const angles = new Set(json.rays.rows.map(([, gantry]) => gantry))
    const ours = [...angles].flatMap((gantry) =>
      beamOnto(target, { gantry, couch: 0, isocentre: { x, y, z } }, { bixelWidth: 10 }).bixels.map(
        (bixel) => [gantry, bixel.x, bixel.z],
      ),
    )
    expect(ours).toEqual(json.rays.rows.map(([, gantry, bx, , bz]) => [gantry, bx + 0, bz + 0]))
  })
})

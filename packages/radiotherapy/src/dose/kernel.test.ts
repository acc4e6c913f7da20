import { describe, expect, it } from 'vitest'

import { tellFound } from '../found.test.support.ts'
import { gammaIndex } from '../gamma/gamma-index.ts'
import { beamFrame } from '../geometry/beam-frame.ts'
import { centreOf } from '../geometry/placed-grid.ts'
import { analyticBeamlets } from './analytic.ts'
import type { Beam } from './beam.ts'
import type { Beamlets } from './beamlets.ts'
import { kernelTable } from './kernel-table.ts'
import { kernelBeamlets } from './kernel.ts'
import { doseReference, type DoseReference } from './reference.test.support.ts'

const reference = doseReference()

/** The dose of one bixel in each voxel, by depths of matRad's own. */
function column(
  { grid, depths }: DoseReference,
  { beam, at, make }: { beam: Beam; at: number; make: (beam: Beam) => Beamlets },
): Float32Array {
  const { toBeam } = beamFrame(beam)
  const beamlets = make(beam)
  const dose = new Float32Array(depths[at]!.length)
  for (const [voxel, depth] of depths[at]!.entries()) {
    if (Number.isNaN(depth)) continue
    const entries = { columns: new Uint16Array(25), values: new Float32Array(25), length: 0 }
    beamlets(toBeam(centreOf(grid, voxel)), depth, entries)
    if (entries.length > 0) dose[voxel] = entries.values[0]!
  }
  return dose
}

/** The bixel alone, moved by a part of a millimetre where the field of the reference is. */
const alone = (beam: Beam, bixel: number): Beam => ({ ...beam, bixels: [beam.bixels[bixel]!] })

/** The greatest difference where both have dose, as a part of the greatest dose; and the ratio of the sums there. */
function compared(ours: Float32Array, theirs: Float32Array): { difference: number; ratio: number } {
  let [difference, our, their, greatest] = [0, 0, 0, 0]
  for (const [voxel, dose] of theirs.entries()) {
    greatest = Math.max(greatest, dose)
    if (dose === 0 || ours[voxel] === 0) continue
    difference = Math.max(difference, Math.abs(dose - ours[voxel]!))
    our += ours[voxel]!
    their += dose
  }
  return { difference: difference / greatest, ratio: our / their }
}

describe.skipIf(!reference)('check 5: the dose of a bixel, at depths given, needs the reference data', () => {
  const { beams, columns, machine, surfaces, depths } = reference ?? ({} as DoseReference)

  it.for([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'by kernels is within 1e-4 of the greatest dose of column %i of matRad, in each of its voxels',
    (index) => {
      const { beam: at, bixel, dose } = columns[index]!
      const surface = surfaces[at]!
      const make = (beam: Beam) => kernelBeamlets(machine, beam, { firstColumn: 0, surface })
      const ours = column(reference!, { beam: alone(beams[at]!, bixel), at, make })
      const { difference } = compared(ours, dose)
      expect(difference).toBeLessThan(1e-5)
      tellFound(`check 5 column ${index} kernels`, { difference })
      // matRad leaves out voxels at the edge of the body, and no others.
      expect(dose.findIndex((value, voxel) => value > 0 && ours[voxel] === 0)).toBe(-1)
      expect(ours.filter((value, voxel) => value > 0 && dose[voxel] === 0).length).toBeLessThan(500)
      expect(depths[at]!.length).toBe(ours.length)
    },
  )

  it.for([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'by the formula is within 0.6 per cent of the greatest dose, and 0.2 per cent of the sum, of column %i of the kernels',
    (index) => {
      const { beam: at, bixel } = columns[index]!
      const surface = surfaces[at]!
      const centred = { ...machine, fieldOffset: 0 }
      const beam = alone(beams[at]!, bixel)
      const kernels = column(reference!, {
        beam,
        at,
        make: (one) => kernelBeamlets(centred, one, { firstColumn: 0, surface }),
      })
      const formula = column(reference!, { beam, at, make: (one) => analyticBeamlets(one, 0) })
      const { difference, ratio } = compared(formula, kernels)
      expect(difference).toBeLessThan(0.006)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.002)
      tellFound(`check 5 column ${index} formula`, { difference, sum: ratio - 1 })
    },
  )
})

describe.skipIf(!reference)(
  "check 7: the dose of beams, at matRad's depths, needs the reference data",
  () => {
    it.for([0, 1])(
      'of beam %i agrees to 0.1 per cent of its greatest dose, and everywhere to 2 mm and 2 per cent',
      (at) => {
        const { grid, beams, columns, machine, surfaces } = reference!
        const exported = columns.filter(({ beam }) => beam === at)
        const make = (beam: Beam) => kernelBeamlets(machine, beam, { firstColumn: 0, surface: surfaces[at]! })
        const own = exported.map(({ bixel }) =>
          column(reference!, { beam: alone(beams[at]!, bixel), at, make }),
        )
        const sum = (parts: readonly Float32Array[]): Float64Array =>
          Float64Array.from(parts[0]!, (_, voxel) => parts.reduce((all, part) => all + part[voxel]!, 0))
        const theirs = sum(exported.map(({ dose }) => dose))
        // matRad has no dose in voxels at the edge of the body.
        const ours = sum(own).map((dose, voxel) => (theirs[voxel] === 0 ? 0 : dose))
        const most = Math.max(...theirs)
        const apart = theirs
          .map((dose, voxel) => dose - ours[voxel]!)
          .filter((_, voxel) => theirs[voxel]! >= most / 10)
        const rms = Math.sqrt(apart.reduce((all, one) => all + one ** 2, 0) / apart.length) / most
        expect(apart.length).toBeGreaterThan(1000)
        expect(rms).toBeLessThanOrEqual(0.001)
        const pair = { grid, reference: theirs, evaluated: ours }
        expect(gammaIndex(pair, { dose: 2, distance: 2 }).passRate).toBe(100)
        tellFound(`check 7 beam ${at} at matRad's depths`, { 'rms % of the most': 100 * rms })
      },
    )
  },
)

describe('a table of kernels', () => {
  it('holds the field itself where the kernel is one pixel and the penumbra is narrow', () => {
    const { first, count, values } = kernelTable(
      { penumbra: 0.1, radii: [0, 0.5, 200] },
      [
        [1, 0, 0],
        [2, 0, 0],
        [0, 0, 0],
      ],
      { bixelWidth: 5, reach: 10 },
    )
    const at = (x: number, z: number, part: number) => {
      const node = (place: number) => Math.round((place - first) / 0.5)
      return values[part + 3 * (node(z) + count * node(x))]!
    }
    expect(first).toBeLessThan(-10)
    const within = at(1.25, -2.25, 0)
    expect(within).toBeGreaterThan(0)
    expect(at(-2.25, 2.25, 1)).toBeCloseTo(2 * within, 12)
    expect(at(2.75, 0.25, 0)).toBeLessThan(1e-12 * within)
    expect(at(0.25, 0.25, 2)).toBe(0)
  })

  it('refuses a bixel that is no number of pixels', () => {
    const options = { bixelWidth: 5.2, reach: 10 }
    const kernel = { penumbra: 5, radii: [0, 200] }
    expect(() => kernelTable(kernel, [[1, 0]], options)).toThrow(
      'Expected bixelWidth to be a multiple of 0.5 mm, got 5.2',
    )
  })
})

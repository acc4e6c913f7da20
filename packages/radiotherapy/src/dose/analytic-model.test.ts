import { describe, expect, it } from 'vitest'

import { genericBeam } from './analytic-model.ts'
import { analyticBeamlets } from './analytic.ts'
import { reachOf } from './beamlets.ts'
import { kernelTable, tableStep } from './kernel-table.ts'
import { boxProfile, erfc } from './profile.ts'
import { doseReference } from './reference.test.support.ts'

const reference = doseReference()
const width = 10

/** The x for which a·x = b, for a symmetric matrix that is positive definite: by Gaussian elimination. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!])
  for (const [at, pivot] of rows.entries()) {
    for (const below of rows.slice(at + 1)) {
      const factor = below[at]! / pivot[at]!
      for (let column = at; column < below.length; column++) below[column]! -= factor * pivot[column]!
    }
  }
  const x = right.map(() => 0)
  for (const [at, row] of [...rows.entries()].toReversed()) {
    const known = row.slice(at + 1, -1).reduce((sum, value, index) => sum + value * x[at + 1 + index]!, 0)
    x[at] = ((row.at(-1) ?? NaN) - known) / row[at]!
  }
  return x
}

/** The sum of Gaussians nearest to what a bixel gives across its axis in one part, in the least-squares sense. */
function fittedAmplitudes(part: number): number[] {
  const { machine } = reference!
  const reach = reachOf(width)
  const [a, b] = machine.kernels.map(({ parts }) => kernelTable(machine, parts, { bixelWidth: width, reach }))
  const { first, count } = a!
  const bases: number[][] = []
  const wanted: number[] = []
  for (let column = count / 2; column < count; column++) {
    for (let row = count / 2; row <= column; row++) {
      const [x, z] = [first + column * tableStep, first + row * tableStep]
      if (Math.hypot(x, z) > reach) continue
      const node = part + 3 * (row + count * column)
      // A corner of the octant stands for one that is as large.
      const share = row === column ? Math.SQRT1_2 : 1
      wanted.push((share * (a!.values[node]! + b!.values[node]!)) / 2)
      bases.push(genericBeam.sigmas.map((s) => share * boxProfile(x, s, width) * boxProfile(z, s, width)))
    }
  }
  const products = genericBeam.sigmas.map((_, i) =>
    genericBeam.sigmas.map((_, j) => bases.reduce((sum, base) => sum + base[i]! * base[j]!, 0)),
  )
  const right = genericBeam.sigmas.map((_, i) =>
    bases.reduce((sum, base, at) => sum + base[i]! * wanted[at]!, 0),
  )
  return solved(products, right)
}

describe.skipIf(!reference)('the generic beam needs the reference data', () => {
  it('has the constants of depth of the machine that it stands for', () => {
    const { attenuation, buildUp } = reference!.machine
    expect({ attenuation, buildUp }).toEqual({
      attenuation: genericBeam.attenuation,
      buildUp: genericBeam.buildUp,
    })
  })

  it.for([0, 1, 2] as const)('has the amplitudes that fit part %i of the kernels best', (part) => {
    const fitted = fittedAmplitudes(part)
    expect(fitted.map((amplitude) => Number(amplitude.toFixed(6)))).toEqual(genericBeam.amplitudes[part])
  })
})

describe('the generic beam', () => {
  /** The dose of a square field of bixels of weight 1 at a depth, at a place on the plane of the isocentre. */
  function fieldDose(side: number, depth: number, place = { x: 0, z: 0 }): number {
    const half = Math.floor((side / width - 1) / 2)
    const steps = Array.from({ length: 2 * half + 1 }, (_, index) => (index - half) * width)
    const bixels = steps.flatMap((x) => steps.map((z) => ({ x, z })))
    const beam = { gantry: 0, couch: 0, isocentre: { x: 0, y: 0, z: 0 }, bixelWidth: width, bixels }
    const entries = { columns: new Uint16Array(1000), values: new Float32Array(1000), length: 0 }
    analyticBeamlets(beam, 0)({ x: place.x, y: 1000, z: place.z }, depth, entries)
    return entries.values.subarray(0, entries.length).reduce((sum, dose) => sum + dose, 0)
  }

  it('is flat where bixels of equal weight tile a field: no ripple of 0.5 %', () => {
    const middle = fieldDose(110, 50)
    for (const x of [-5, -4, -2.5, -1, 1, 2, 3, 4, 5, 6, 7.5])
      expect(Math.abs(fieldDose(110, 50, { x, z: 0 }) / middle - 1)).toBeLessThan(0.005)
  })

  it('builds up to some 13 mm and has fallen to two thirds at 10 cm, as 6 MV does, with inverse squares', () => {
    const atSurface = (depth: number) => fieldDose(110, depth) * (1000 / (900 + depth)) ** 2
    const depths = Array.from({ length: 40 }, (_, index) => index + 1)
    const doses = depths.map(atSurface)
    const most = Math.max(...doses)
    expect(depths[doses.indexOf(most)]).toBeGreaterThanOrEqual(10)
    expect(depths[doses.indexOf(most)]).toBeLessThanOrEqual(17)
    expect(atSurface(100) / most).toBeGreaterThan(0.62)
    expect(atSurface(100) / most).toBeLessThan(0.69)
  })
})

describe('erfc', () => {
  // Abramowitz and Stegun, table 7.1, and Mathematica for the tail.
  it.for([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [2.5, 0.0004069520174449589],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [-1, 1.8427007929497148],
  ] as const)('of %d is %d', ([x, value]) => {
    expect(Math.abs(erfc(x) - value)).toBeLessThan(1e-13)
    expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1e-9)
  })
})

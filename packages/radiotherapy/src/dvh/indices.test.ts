import { describe, expect, it } from 'vitest'

import { doseVolume } from './dose-volume.ts'
import { bed, eqd2, gEud, homogeneityIcru, homogeneityMatRad, paddickConformity } from './indices.ts'

describe('the equivalent uniform dose', () => {
  const doses = Float64Array.of(10, 20, 30, 40)

  it('is the mean with the exponent 1, and between the extremes', () => {
    expect(gEud(doses, 1)).toBeCloseTo(25, 12)
    expect(gEud(doses, 2)).toBeCloseTo(Math.sqrt(750), 12)
    expect(gEud(doses, -1)).toBeCloseTo(4 / (1 / 10 + 1 / 20 + 1 / 30 + 1 / 40), 12)
    expect(gEud(doses, 500)).toBeCloseTo(40, 0)
    expect(gEud(doses, -500)).toBeCloseTo(10, 0)
  })

  it('needs an exponent and voxels', () => {
    expect(() => gEud(doses, 0)).toThrow(new RangeError('Expected an exponent that is not 0, got 0'))
    expect(() => gEud(new Float64Array(), 2)).toThrow(RangeError)
  })
})

describe("Paddick's conformity", () => {
  const target = doseVolume(Float64Array.of(60, 60, 50), 0.5)

  it('is the part of the target that is covered, times the part of the isodose that is in it', () => {
    const all = doseVolume(Float64Array.of(60, 60, 50, 58, 57, 10), 0.5)
    expect(paddickConformity(target, all, 57)).toBeCloseTo((2 / 3) * (2 / 4), 12)
    expect(paddickConformity(target, all, 60)).toBeCloseTo((2 / 3) * (2 / 2), 12)
  })

  it('is 0 where the isodose misses the target, or there is none', () => {
    expect(paddickConformity(target, doseVolume(Float64Array.of(60, 60, 50, 70), 0.5), 65)).toBe(0)
    expect(paddickConformity(target, target, 80)).toBe(0)
  })
})

describe('homogeneity', () => {
  it('is 0 for an equal dose, and the width of the histogram otherwise', () => {
    const equal = doseVolume(new Float64Array(50).fill(60), 1)
    expect([homogeneityIcru(equal), homogeneityMatRad(equal, 60)]).toEqual([0, 0])
    const even = doseVolume(
      Float64Array.from({ length: 101 }, (_, index) => index),
      1,
    )
    expect(homogeneityIcru(even)).toBeCloseTo(96 / 50, 12)
    expect(homogeneityMatRad(even, 50)).toBeCloseTo(180, 12)
  })
})

describe('fractionation', () => {
  it('has an effect', () => {
    expect(bed(60, { fractions: 30, alphaBeta: 10 })).toBeCloseTo(72, 12)
    expect(eqd2(60, { fractions: 30, alphaBeta: 10 })).toBeCloseTo(60, 12)
    // 7 x 6.1 Gy with α/β = 1.5 Gy.
    expect(eqd2(42.7, { fractions: 7, alphaBeta: 1.5 })).toBeCloseTo(92.7, 1)
  })

  it('needs fractions and tissue', () => {
    expect(() => bed(60, { fractions: 0, alphaBeta: 10 })).toThrow(RangeError)
    expect(() => eqd2(60, { fractions: 30, alphaBeta: 0 })).toThrow(
      new RangeError('Expected an α/β above 0 Gy, got 0'),
    )
  })
})

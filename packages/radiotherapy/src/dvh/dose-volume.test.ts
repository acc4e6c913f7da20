import { describe, expect, it, test } from 'vitest'

import { readBundle } from '../bundle/read-bundle.ts'
import { readWeights } from '../bundle/weights.ts'
import { plainInfluence } from '../influence/plain.ts'
import { reference } from '../reference.test.support.ts'
import { dvhCurve } from './curve.ts'
import { doseVolume } from './dose-volume.ts'
import { doseStatistics } from './statistics.ts'

describe('check 4: the metrics of cshape', () => {
  const known = reference('cshape')
  it.skipIf(!known).each([
    ['w_matrad_default', 'matrad_default'],
    ['w_matrad_tight', 'matrad_tight'],
    ['w_star', 'lbfgsb_star'],
  ])("of %s are matRad's", async (file, name) => {
    const plan = await readBundle(known!.file)
    const weights = await readWeights(known!.file, file.slice(2), plan.influence.bixels)
    const found = doseStatistics(plan, plainInfluence(plan.influence).dose(weights))
    const expected = known!.metrics[name]!
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    for (const [structure, metrics] of Object.entries(expected)) {
      expect(Object.keys(found[structure]!)).toEqual(Object.keys(metrics))
      for (const [metric, value] of Object.entries(metrics)) {
        const accuracy = metric.startsWith('V') ? 0 : 1e-9
        expect(Math.abs(found[structure]![metric]! - value)).toBeLessThanOrEqual(accuracy)
      }
    }
  })
})

describe('dose and volume', () => {
  // Voxels of 0.1 cc.
  const ten = doseVolume(Float64Array.of(10, 3, 7, 1, 9, 2, 8, 4, 6, 5), 0.1)

  it('have a mean, a least and a greatest dose', () => {
    expect(ten).toMatchObject({ mean: 5.5, min: 1, max: 10 })
  })

  test.each([
    [0, 10, 10],
    [10, 9.1, 10],
    [50, 5.5, 6],
    [51, 5.41, 5],
    [95, 1.45, 1],
    [100, 1, 1],
  ])('give D%d between voxels, or as that of a voxel', (percent, between, rank) => {
    expect(ten.doseAt(percent)).toBeCloseTo(between, 12)
    expect(ten.doseAt(percent, 'rank')).toBe(rank)
  })

  it('count voxels with exactly the dose', () => {
    expect([ten.volumeAt(6), ten.volumeAt(6.5), ten.volumeAt(0), ten.volumeAt(11)]).toEqual([0.5, 0.4, 1, 0])
    expect(ten.volumeAtCc(6)).toBeCloseTo(0.5, 12)
  })

  it('give the dose of the hottest and outside of the coldest cc', () => {
    expect([0, 0.1, 0.25, 0.3, 0.7, 1].map((cc) => ten.doseAtCc(cc))).toEqual([10, 10, 8, 8, 4, 1])
    expect([0, 0.3, 0.95].map((cc) => ten.doseOutsideCc(cc))).toEqual([1, 4, 10])
  })

  it('refuse volumes that are not there', () => {
    expect(() => ten.doseAtCc(1.1)).toThrow(
      new RangeError('Expected a volume from 0 to the 1 cc of the structure, got 1.1'),
    )
    expect(() => ten.doseAtCc(-0.1)).toThrow(RangeError)
    expect(() => ten.doseOutsideCc(1.1)).toThrow(RangeError)
    expect(() => ten.doseAt(101)).toThrow(new RangeError('Expected a volume from 0 to 100 %, got 101'))
    expect(() => ten.doseAt(NaN)).toThrow(RangeError)
  })

  it('refuse doses that are none', () => {
    expect(() => doseVolume(new Float64Array(), 1)).toThrow(
      'Expected the dose of at least one voxel, got none',
    )
    expect(() => doseVolume(Float64Array.of(1, NaN), 1)).toThrow('Expected doses that are finite, got NaN')
  })

  it('are the same where all voxels have the same dose, or there is one', () => {
    const one = doseVolume(Float64Array.of(7), 1)
    expect([one.doseAt(0), one.doseAt(37), one.doseAt(100), one.doseAtCc(0.5)]).toEqual([7, 7, 7, 7])
  })

  it('make a curve that starts with all of the volume and never rises', () => {
    const { dose, volume } = dvhCurve(ten)
    expect(dose).toHaveLength(1000)
    expect([dose[0], volume[0], volume[999]]).toEqual([0, 1, 0])
    expect(dose[999]).toBeCloseTo(10.5, 12)
    expect(volume.every((part, index) => index === 0 || part <= volume[index - 1]!)).toBe(true)
    expect(() => dvhCurve(ten, { points: 1 })).toThrow(RangeError)
  })
})

import { describe, expect, it } from 'vitest'

import { readBundle } from '../bundle/read-bundle.ts'
import type { Case } from '../cases/case.ts'
import { compact } from '../cases/compact.ts'
import { voxelVolume } from '../plan-case.ts'
import { reference } from '../reference.test.support.ts'
import { phantom, phantomNames } from './phantoms.ts'

const cshape = reference('cshape')

const structure = ({ structures }: Case, name: string) => structures.find((one) => one.name === name)!
const volume = (one: Case, name: string) => structure(one, name).voxels.length * voxelVolume(one.grid)
const shared = (a: Uint32Array, b: Uint32Array) => {
  const first = new Set(a)
  return b.filter((voxel) => first.has(voxel)).length
}

describe('phantoms', () => {
  it.for(phantomNames)('%s has a body that holds every structure and all that is dense', (name) => {
    const one = phantom(name)
    const body = structure(one, 'Body')
    const { values } = one.density
    expect(body.voxels.length).toBe(values.filter((density) => density > 0).length)
    for (const { voxels } of one.structures) {
      expect(voxels.length).toBeGreaterThan(30)
      expect(shared(body.voxels, voxels)).toBe(voxels.length)
    }
    const rim = body.voxels.filter((voxel) => {
      const y = voxel % one.grid.size.y
      const x = Math.floor(voxel / one.grid.size.y) % one.grid.size.x
      return x === 0 || y === 0 || x === one.grid.size.x - 1 || y === one.grid.size.y - 1
    })
    expect(rim.length).toBe(0)
  })

  it.for(phantomNames)(
    '%s has targets first, each with an objective at its dose, and beams onto them',
    (name) => {
      const one = phantom(name)
      const targets = one.structures.filter(({ type }) => type === 'target')
      expect(targets[0]!.objectives).toMatchObject([{ kind: 'squaredDeviation', dose: one.prescription }])
      expect(one.beams.length).toBeGreaterThanOrEqual(7)
      for (const beam of one.beams) expect(beam.bixels.length).toBeGreaterThan(20)
    },
  )

  it('of the head and neck keep the target from the cord and the skin', () => {
    const one = phantom('head-and-neck')
    const target = structure(one, 'PTV').voxels
    for (const organ of ['Spinal cord', 'Brainstem', 'Left parotid', 'Right parotid'])
      expect(shared(target, structure(one, organ).voxels)).toBe(0)
    expect(volume(one, 'Left parotid')).toBe(volume(one, 'Right parotid'))
    expect(volume(one, 'Left parotid')).toBeGreaterThan(15)
    expect(volume(one, 'Left parotid')).toBeLessThan(30)
  })

  it('of several targets stand on each other without a voxel in common', () => {
    const one = phantom('multi-target')
    const [centre, superior, inferior] = ['Centre', 'Superior', 'Inferior'].map(
      (name) => structure(one, name).voxels,
    )
    expect(shared(centre!, superior!) + shared(centre!, inferior!)).toBe(0)
    expect(centre!.length).toBe(superior!.length)
    for (const name of ['Centre', 'Superior', 'Inferior'])
      expect(Math.abs(volume(one, name) - 4 * Math.PI * 4)).toBeLessThan(3)
  })

  it('of the prostate vary with a seed, and stay within what is usual', () => {
    const anatomies = [1, 2, 3, 4, 5].map((anatomy) => phantom('prostate', { anatomy }))
    expect(phantom('prostate', { anatomy: 3 })).toEqual(anatomies[2])
    expect(new Set(anatomies.map((one) => structure(one, 'Bladder').voxels.length)).size).toBe(5)
    for (const one of [phantom('prostate'), ...anatomies]) {
      expect(volume(one, 'PTV')).toBeGreaterThan(60)
      expect(volume(one, 'PTV')).toBeLessThan(220)
      expect(volume(one, 'Bladder')).toBeGreaterThan(30)
      expect(volume(one, 'Bladder')).toBeLessThan(250)
      const rectum = structure(one, 'Rectum').voxels
      const within = shared(structure(one, 'PTV').voxels, rectum)
      expect(within).toBeGreaterThan(0)
      expect(within).toBeLessThan(rectum.length / 3)
    }
  })

  it('are finer with a smaller spacing, and as large', () => {
    const [coarse, fine] = [
      phantom('c-shape'),
      phantom('c-shape', { spacing: 2.5, bixelWidth: 5, gantry: [0] }),
    ]
    expect(fine.grid.size).toEqual({ x: 137, y: 97, z: 81 })
    const whole = (0.75 * Math.PI * (37 ** 2 - 15 ** 2) * 80) / 1000
    expect(Math.abs(volume(fine, 'PTV') / whole - 1)).toBeLessThan(0.05)
    expect(Math.abs(volume(coarse, 'PTV') / whole - 1)).toBeLessThan(0.16)
    expect(fine.beams.map(({ gantry, bixelWidth }) => ({ gantry, bixelWidth }))).toEqual([
      { gantry: 0, bixelWidth: 5 },
    ])
  })

  it.for([
    ['c-shape', { anatomy: 1 }, 'Expected anatomy 0 for c-shape: only the prostate varies, got 1'],
    ['prostate', { anatomy: -1 }, 'Expected anatomy to be a whole number from 0 up, got -1'],
    ['c-shape', { spacing: 0 }, 'Expected a spacing of 1 to 20 mm, got 0'],
    ['c-shape', { bixelWidth: NaN }, 'Expected bixelWidth to be above 0 mm, got NaN'],
    ['c-shape', { gantry: [] }, 'Expected angles of the gantry in degrees, got none'],
    ['c-shape', { gantry: [NaN] }, 'Expected angles of the gantry in degrees, got NaN'],
  ] as const)('%s refuses %o', ([name, options, message]) => {
    expect(() => phantom(name, options)).toThrow(message)
  })

  it('of an unknown name are refused', () => {
    expect(() => phantom('brain' as 'prostate')).toThrow(
      'Expected a phantom of c-shape, prostate, head-and-neck, multi-target, got "brain"',
    )
  })
})

describe.skipIf(!cshape)('the C-shape needs the reference data', () => {
  it('has the voxels of the structures of the reference, and when compact those of its matrix', async () => {
    const plan = await readBundle(cshape!.file)
    const ours = phantom('c-shape')
    expect({ size: ours.grid.size, origin: ours.grid.origin }).toEqual({
      size: plan.grid.size,
      origin: plan.grid.origin,
    })
    for (const [mine, theirs] of [
      ['PTV', 'OuterTarget'],
      ['Core', 'Core'],
    ] as const) {
      const { rows } = plan.structures.find(({ name }) => name === theirs)!
      expect(structure(ours, mine).voxels).toEqual(rows.map((row) => plan.voxels[row]!).toSorted())
    }
    expect(structure(ours, 'Body').voxels.length).toBe(77_121)
    expect(structure(compact(ours), 'Body').voxels.length).toBe(plan.voxels.length)
  })
})

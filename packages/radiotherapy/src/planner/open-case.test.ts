import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { middleOf } from '../geometry/placed-grid.ts'
import { anglesOf } from './case-layout.ts'
import { openCase, type OpenCaseOptions } from './open-case.ts'

describe('a case by its name', () => {
  it('is a phantom, also where it looks like a path', async () => {
    const { plan, phantom } = await openCase('/somewhere/multi-target', { spacing: 20 })
    expect(phantom).toBe('multi-target')
    expect(plan.structures.map(({ name }) => name)).toContain('Centre')
  })

  it('is refused where it is nothing', async () => {
    const opened = openCase('nowhere')
    await expect(opened).rejects.toThrow(CaseError)
    await expect(opened).rejects.toThrow(
      'nowhere, case: expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms c-shape',
    )
  })

  const folder = sharedPath('ref/radiotherapy/dicom_cshape')
  const bundle = sharedPath('ref/radiotherapy/tiny.json')
  it.skipIf(!folder)('is a folder of DICOM files, with beams and fractions of its plan', async () => {
    const { plan } = await openCase(folder!, { spacing: 20, prescription: 50 })
    expect(plan.fractions).toBe(25)
    const objectives = Object.fromEntries(
      plan.structures.map(({ name, type, objectives: all }) => [name, { type, all }]),
    )
    expect(objectives).toMatchObject({
      OuterTarget: { type: 'target', all: [{ kind: 'squaredDeviation', dose: 50 }] },
      Core: { type: 'organ', all: [{ kind: 'squaredOverdosing', dose: 25 }] },
      BODY: { type: 'organ', all: [{ kind: 'squaredOverdosing', dose: 30 }] },
    })
  })

  it('is laid out as it is told', async () => {
    const opened = (options: OpenCaseOptions) => openCase('c-shape', { spacing: 20, ...options })
    const [usual, fine, all, turned] = [
      await opened({}),
      await opened({ bixel: 5 }),
      await opened({ sampling: 1 }),
      await opened({ beams: '0, 90.5,300' }),
    ]
    expect(usual.deliverable!.whole.beams).toHaveLength(9)
    expect(fine.plan.influence.bixels).toBeGreaterThan(2 * usual.plan.influence.bixels)
    expect(all.plan.voxels.length).toBeGreaterThan(2 * usual.plan.voxels.length)
    expect(turned.deliverable!.whole.beams.map(({ gantry }) => gantry)).toEqual([0, 90.5, 300])
  })

  it.skipIf(!folder)('is a folder of DICOM files with other beams, around the same isocentre', async () => {
    const options = { spacing: 20, prescription: 50 }
    const [own, turned] = [
      await openCase(folder!, options),
      await openCase(folder!, { ...options, beams: '5' }),
    ]
    const { beams } = turned.deliverable!.whole
    expect(beams.map(({ gantry }) => gantry)).toEqual([0, 72, 144, 216, 288])
    expect(beams[0]!.isocentre).toEqual(own.deliverable!.whole.beams[0]!.isocentre)
  })

  it.skipIf(!folder)('is a folder without an RTPLAN, where the beams are told', async () => {
    await using dir = await tempDir()
    for (const file of await readdir(folder!))
      if (file !== 'RP.dcm' && file !== 'RD.dcm') await copyFile(join(folder!, file), join(dir.path, file))
    await expect(openCase(dir.path, { spacing: 20, prescription: 50 })).rejects.toThrow(
      'beams: expected an RTPLAN, which has the beams, or their angles',
    )
    const { plan, deliverable } = await openCase(dir.path, { spacing: 20, prescription: 50, beams: '7' })
    expect(plan.fractions).toBe(25)
    expect(deliverable!.whole.beams).toHaveLength(7)
    const { grid, structures } = deliverable!.whole
    const target = structures.find(({ type }) => type === 'target')!
    expect(deliverable!.whole.beams[3]!.isocentre).toEqual(middleOf(grid, target.voxels))
  })

  it.skipIf(!bundle)('has its own voxels and bixels in a bundle', async () => {
    for (const layout of [{ spacing: 5 }, { bixel: 5 }, { beams: '7' }, { sampling: 1 }, { anatomy: 1 }])
      await expect(openCase(bundle!, layout)).rejects.toThrow(
        new RangeError(
          `Expected no ${Object.keys(layout)[0]} for ${bundle}: only phantoms and images are laid out, and only phantoms have an anatomy`,
        ),
      )
  })
})

describe('beams', () => {
  it('are a number of them, or angles', () => {
    expect(anglesOf('1')).toEqual([0])
    expect(anglesOf(' 4 ')).toEqual([0, 90, 180, 270])
    expect(anglesOf('350,10.25')).toEqual([350, 10.25])
  })

  it.each(['', '0', '2.5', '73', '-3', 'many', '0,', '0,360', '10,20,10', '0,-5', '0;90'])(
    'are not %j',
    (text) => {
      expect(() => anglesOf(text)).toThrow(RangeError)
      expect(() => anglesOf(text)).toThrow('Expected beams to be a number of beams from 1 to 72, or angles')
    },
  )
})

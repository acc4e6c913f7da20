import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { doseVolume } from '../dvh/dose-volume.ts'
import { CaseError } from '../errors.ts'
import { gathered } from '../gathered.ts'
import { phantom } from '../phantoms/phantoms.ts'
import { voxelVolume } from '../plan-case.ts'
import { caseOfStudy } from './case-of-study.ts'
import { bytesOf, folder, withValue } from './dicom.test.support.ts'
import { structureVoxels } from './structure-set.ts'
import { readDicomFolder } from './study.ts'

const metricsFile = sharedPath('ref/radiotherapy/dicom_cshape_dvh.json')

type Metrics = Readonly<Record<string, number>>

describe.skipIf(!folder)('check 10: a folder of 44 files needs the reference data', () => {
  it('is read as images, structures, dose and plan', async () => {
    const { ct, structures, dose, plan } = await readDicomFolder(folder!)
    const grid = phantom('c-shape').grid
    expect(ct.hounsfield.grid).toEqual(grid)
    expect(ct.patient).toEqual({ id: 'CSHAPE', name: 'TG119^CShape' })
    expect(new Set(ct.hounsfield.values)).toEqual(new Set([-1000, 0]))
    expect(ct.hounsfield.values.filter((value) => value === 0).length).toBe(77_121)
    expect(
      structures!.structures.map(({ name, interpretedType, contours }) => [
        name,
        interpretedType,
        contours.length,
      ]),
    ).toEqual([
      ['Core', 'AVOIDANCE', 21],
      ['OuterTarget', 'PTV', 17],
      ['BODY', 'EXTERNAL', 41],
    ])
    expect(dose!.dose.grid).toEqual(grid)
    expect(dose!.summation).toBe('PLAN')
    expect(plan).toMatchObject({ label: 'CShape7', fractions: 25, uid: '1.2.826.0.1.3680043.8.498.99.30' })
    expect(plan!.beams.map(({ gantry }) => Math.round(gantry))).toEqual([0, 51, 103, 154, 206, 257, 309])
    expect(plan!.beams[0]).toMatchObject({ sourceAxisDistance: 1000, couch: 0, radiation: 'PHOTON' })
  })

  it('becomes a case whose target and beams are those of the phantom it was made from', async () => {
    const study = await readDicomFolder(folder!)
    const one = caseOfStudy(study, {
      name: 'C-shape',
      prescription: 50,
      fractions: study.plan!.fractions,
      structures: [
        {
          name: 'OuterTarget',
          type: 'target',
          priority: 1,
          objectives: [{ kind: 'squaredDeviation', dose: 50, penalty: 1000 }],
        },
        { name: 'BODY', type: 'organ', priority: 3, objectives: [] },
      ],
      beams: study.plan!.beams,
    })
    const same = phantom('c-shape', { gantry: study.plan!.beams.map(({ gantry }) => gantry) })
    expect(one.grid).toEqual(same.grid)
    expect(one.structures[0]!.voxels).toEqual(same.structures[0]!.voxels)
    expect(one.beams.map(({ bixels }) => bixels.length)).toEqual(
      same.beams.map(({ bixels }) => bixels.length),
    )
    expect(one.density.values.filter((density) => density === 1).length).toBe(
      one.structures[1]!.voxels.length,
    )
  })
})

describe.skipIf(!folder || !metricsFile)('check 4: metrics by contours need the reference data', () => {
  it.for([
    ['Core', [2, 50, 95]],
    ['OuterTarget', [2, 50, 95, 98]],
    ['BODY', [2, 50, 95, 98]],
  ] as const)('of %s are those of dicompyler-core', async ([name, percents]) => {
    const { structures, dose } = await readDicomFolder(folder!)
    const json = JSON.parse(await readFile(metricsFile!, 'utf8')) as { structures: Record<string, Metrics> }
    const theirs = json.structures[name]!
    const { grid, values } = dose!.dose
    const voxels = structureVoxels(structures!, name, { grid })
    const of = doseVolume(gathered(values, voxels), voxelVolume(grid))
    const volume = voxels.length * voxelVolume(grid)
    expect(Math.abs(volume / theirs['volume_cc']! - 1)).toBeLessThan(0.005)
    expect(Math.abs(of.mean / theirs['mean']! - 1)).toBeLessThan(0.001)
    for (const percent of percents)
      expect(Math.abs(of.doseAt(percent) - theirs[`D${percent}`]!)).toBeLessThan(0.1)
    expect(Math.abs(of.doseAtCc(1) - theirs['D1cc']!)).toBeLessThan(0.1)
    expect(Math.abs(of.max - theirs['max']!)).toBeLessThan(0.02)
    for (const gy of [20, 45, 50])
      expect(Math.abs(of.volumeAtCc(gy) - theirs[`V${gy}Gy`]!)).toBeLessThanOrEqual(0.005 * volume)
  })

  it('of the core have a D98 on the same step: any dose between two of its 252 voxels is one', async () => {
    const { structures, dose } = await readDicomFolder(folder!)
    const { grid, values } = dose!.dose
    const voxels = structureVoxels(structures!, 'Core', { grid })
    const of = doseVolume(gathered(values, voxels), voxelVolume(grid))
    const theirs = 10.78
    expect(of.volumeAt(theirs)).toBe(of.volumeAt(of.doseAt(98, 'rank')))
    expect(of.volumeAt(theirs)).toBe(247 / 252)
  })
})

describe.skipIf(!folder)('check 11: a folder that does not fit together needs the reference data', () => {
  /** Reads a copy of the folder with one file changed or left out. */
  async function readChanged(name: string, change: (bytes: Buffer) => Buffer | undefined): Promise<unknown> {
    await using dir = await tempDir()
    for (const file of await readdir(folder!))
      if (file !== name) await copyFile(join(folder!, file), join(dir.path, file))
    const changed = change(await bytesOf(name))
    if (changed) await writeFile(join(dir.path, name), changed)
    return await readDicomFolder(dir.path).then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  const frame = '1.2.826.0.1.3680043.8.498.99.1'

  it.for([
    [
      'RD.dcm',
      'FrameOfReferenceUID',
      '1.2.826.0.1.3680043.8.498.99.7',
      `expected that of the CT images, ${frame}`,
    ],
    [
      'RS.dcm',
      'ReferencedFrameOfReferenceUID',
      '1.2.3',
      'expected structures in one frame of reference, got 2',
    ],
    ['CT020.dcm', 'FrameOfReferenceUID', '1.2.3', `expected that of the other images, ${frame}, got 1.2.3`],
    [
      'CT020.dcm',
      'ImageOrientationPatient',
      '1\\0\\0\\0\\0.9\\0.4',
      'expected rows and columns along x and y',
    ],
    ['CT020.dcm', 'PixelSpacing', '5\\4', 'expected 5 as in the other images, got 4'],
    ['CT020.dcm', 'RescaleSlope', 'one', 'expected numbers, got "one"'],
  ] as const)('%s with another %s is refused', async ([file, field, value, rule]) => {
    const error = (await readChanged(file, (bytes) => withValue(bytes, field, value))) as CaseError
    expect(error).toBeInstanceOf(CaseError)
    expect(error.source.endsWith(file)).toBe(true)
    expect(error.field).toMatch(
      /^(FrameOfReferenceUID|StructureSetROISequence|ImageOrientationPatient|PixelSpacing|RescaleSlope)/,
    )
    expect(error.rule).toContain(rule)
  })

  it('without one of the images is refused', async () => {
    const error = (await readChanged('CT020.dcm', () => undefined)) as CaseError
    expect(error).toBeInstanceOf(CaseError)
    expect(error.field).toBe('ImagePositionPatient')
    expect(error.rule).toMatch(/^expected slices that are evenly spaced, got z = (-10 and 0|-5 and 5)$/)
  })

  it('with a dose that is cut off is refused', async () => {
    const error = (await readChanged('RD.dcm', (bytes) => bytes.subarray(0, -1000))) as CaseError
    expect(error).toBeInstanceOf(CaseError)
    expect(error.source).toMatch(/RD\.dcm$/)
  })

  it('with a file that is none of DICOM is refused', async () => {
    const error = (await readChanged('RP.dcm', () => Buffer.from('a note'))) as CaseError
    expect(error).toBeInstanceOf(CaseError)
    expect(error.rule).toContain('expected a whole DICOM file')
  })

  it('that is not there, or holds no images, is refused', async () => {
    await expect(readDicomFolder('/no/such/folder')).rejects.toThrow(CaseError)
    await using dir = await tempDir()
    await expect(readDicomFolder(dir.path)).rejects.toThrow(
      'Modality: expected CT images of at least two slices, got 0',
    )
  })
})

describe.skipIf(!folder)('check 11: structures need the reference data', () => {
  const grid = phantom('c-shape').grid

  it('that are empty, missing or outside of the dose grid are refused by name', async () => {
    const { structures } = await readDicomFolder(folder!)
    const [core] = structures!.structures
    const set = {
      ...structures!,
      structures: [
        core!,
        { name: 'Empty', contours: [] },
        { name: 'Outside', contours: [{ z: 500, points: Float64Array.of(0, 0, 10, 0, 10, 10) }] },
        { name: 'Tiny', contours: [{ z: 0, points: Float64Array.of(1, 1, 2, 1, 2, 2) }] },
        { name: 'Half', contours: [{ z: 0, points: Float64Array.of(0, 0, 500, 0, 0, 50) }] },
      ],
    }
    const voxels = (name: string, clip = false) => structureVoxels(set, name, { grid, clip })
    expect(voxels('Core').length).toBe(252)
    expect(() => voxels('Empty')).toThrow(
      'StructureSetROISequence[1]: expected Empty to have closed contours, got none',
    )
    expect(() => voxels('Outside')).toThrow('[2]: expected Outside to lie within the grid of the dose')
    expect(() => voxels('Outside', true)).toThrow(
      '[2]: expected Outside to have voxels within the grid of the dose',
    )
    expect(() => voxels('Tiny')).toThrow(
      '[3]: expected Tiny to have voxels within the grid of the dose, got none',
    )
    expect(() => voxels('Half')).toThrow(
      '[4]: expected Half to lie within the grid of the dose, it reaches beyond',
    )
    expect(voxels('Half', true).length).toBeGreaterThan(0)
    expect(() => voxels('Cord')).toThrow('expected a structure Cord, got Core, Empty')
  })

  it('without the outline of the body make no case', async () => {
    const study = await readDicomFolder(folder!)
    const structures = { ...study.structures!, structures: study.structures!.structures.slice(0, 2) }
    const options = { name: 'x', prescription: 50, fractions: 25, structures: [], beams: [] }
    expect(() => caseOfStudy({ ...study, structures }, options)).toThrow(
      'expected the outline of the body, a structure of type EXTERNAL, with contours',
    )
    expect(() => caseOfStudy({ ct: study.ct }, options)).toThrow('expected an RTSTRUCT beside the images')
  })
})

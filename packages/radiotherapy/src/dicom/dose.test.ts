import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { cubeIndex, voxelsOf, type PlacedGrid } from '../geometry/placed-grid.ts'
import { bytesOf, folder, withoutField, withValue } from './dicom.test.support.ts'
import { doseOf } from './dose.ts'
import { planJson } from './plan-json.ts'
import { readByPydicom, requirePydicom } from './pydicom.test.support.ts'
import { dicomFields } from './read-file.ts'
import { encodedDose, type DoseExport } from './write-dose.ts'

const grid: PlacedGrid = {
  size: { x: 5, y: 4, z: 3 },
  spacing: { x: 2.5, y: 3, z: 1 / 3 },
  origin: { x: -7.123456789, y: 10, z: -100.25 },
}
const values = Float64Array.from({ length: 60 }, (_, voxel) => Math.abs(Math.sin(voxel)) * 71.3)
const exported: DoseExport = {
  dose: { grid, values },
  frameOfReference: '1.2.3.4',
  study: '1.2.3.5',
  patient: { id: 'P1', name: 'Doe^Jörg' },
}

/** What refuses bytes, as a CaseError. */
function refusal(bytes: Uint8Array): CaseError {
  try {
    doseOf(dicomFields(bytes, 'RD.dcm'))
  } catch (error) {
    if (error instanceof CaseError) return error
    throw error
  }
  throw new Error('the dose was read')
}

describe('check 10: a dose that is exported', () => {
  it('is read again with the same grid and doses, to half a step', () => {
    const bytes = encodedDose(exported)
    const { dose, frameOfReference, summation } = doseOf(dicomFields(bytes, 'RD.dcm'))
    expect(frameOfReference).toBe('1.2.3.4')
    expect(summation).toBe('PLAN')
    expect(dose.grid.size).toEqual(grid.size)
    expect(dose.grid.origin).toEqual(grid.origin)
    expect(dose.grid.spacing.z).toBeCloseTo(1 / 3, 9)
    const step = 71.3 / 2 ** 32
    for (const [voxel, value] of values.entries())
      expect(Math.abs(dose.values[voxel]! - value)).toBeLessThan(0.51 * step)
  })

  it('is the same bytes for the same dose, with another identity for another one', () => {
    expect(encodedDose(exported)).toEqual(encodedDose(exported))
    const identity = (bytes: Uint8Array) => dicomFields(bytes, 'RD.dcm').text('SOPInstanceUID')
    const other = { ...exported, dose: { grid, values: values.with(3, 1) } }
    expect(identity(encodedDose(other))).not.toBe(identity(encodedDose(exported)))
  })

  it('of 0 everywhere is one', () => {
    const nothing = encodedDose({ ...exported, dose: { grid, values: new Float64Array(60) } })
    expect(doseOf(dicomFields(nothing, 'RD.dcm')).dose.values.every((value) => value === 0)).toBe(true)
  })

  it.skipIf(!requirePydicom())('is read by pydicom, with a word of warning; needs pydicom', async () => {
    await using dir = await tempDir()
    const file = join(dir.path, 'RD.dcm')
    await writeFile(file, encodedDose({ ...exported, plan: '1.2.3.6' }))
    const { pixels, scaling, ...read } = readByPydicom(file)
    expect(read).toMatchObject({
      modality: 'RTDOSE',
      units: 'GY',
      comment: 'Research only, not a medical device',
      series: 'Research only, not a medical device',
      shape: [3, 4, 5],
      spacing: [3, 2.5],
      name: 'Doe^Jörg',
      study: '1.2.3.5',
      frame: '1.2.3.4',
      plan: ['1.2.3.6'],
    })
    expect(read.instance).toBe(read.meta)
    expect(read.position).toEqual([-7.123456789, 10, -100.25])
    expect(read.offsets[2]).toBeCloseTo(2 / 3, 12)
    expect(pixels.length).toBe(voxelsOf(grid))
    let pixel = 0
    for (let z = 0; z < 3; z++) {
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 5; x++) {
          const difference = pixels[pixel++]! * scaling - values[cubeIndex(grid, x, y, z)]!
          expect(Math.abs(difference)).toBeLessThanOrEqual(0.500001 * scaling)
        }
      }
    }
  })

  it.for([
    [
      { dose: { grid, values: values.with(7, -1) } },
      'Expected doses that are not negative, got -1 in voxel 7',
    ],
    [
      { dose: { grid, values: values.with(7, NaN) } },
      'Expected doses that are not negative, got NaN in voxel 7',
    ],
    [{ dose: { grid, values: values.slice(1) } }, 'Expected the dose of 60 voxels, got 59'],
    [{ study: 'mine' }, 'Expected study to be a UID, got "mine"'],
    [{ frameOfReference: '1.02' }, 'Expected frameOfReference to be a UID, got "1.02"'],
    [{ plan: '' }, 'Expected plan to be a UID, got ""'],
    [
      { patient: { id: 'a\\b', name: '' } },
      'Expected patient.id of at most 64 characters without \\, got "a\\\\b"',
    ],
  ] as const)('is refused where it can not be written: %#', ([change, message]) => {
    expect(() => encodedDose({ ...exported, ...change })).toThrow(RangeError)
    expect(() => encodedDose({ ...exported, ...change })).toThrow(message)
  })
})

describe.skipIf(!folder)('check 11: a dose that is wrong needs the reference data', () => {
  it.for([
    ['DoseUnits', 'RELATIVE', 'expected GY, got RELATIVE'],
    ['DoseGridScaling', '0', 'expected a number above 0, got 0'],
    ['GridFrameOffsetVector', '0\\5\\10\\16', 'expected 41 numbers, got 4'],
    ['ImageOrientationPatient', '1\\0\\0\\0\\0\\1', 'expected rows and columns along x and y'],
    ['PixelSpacing', '0\\5', 'expected numbers above 0 mm, got 0\\5'],
    ['NumberOfFrames', '40', 'expected 40 numbers, got 41'],
    ['Modality', 'RTPLAN', 'expected RTDOSE, got RTPLAN'],
    ['Rows', 50, 'expected 565800 bytes, which are 141450 pixels of 32 bits, got 554484'],
    ['Columns', 0, 'expected at least one, got 0'],
    ['BitsAllocated', 8, 'expected 16 or 32, got 8'],
    ['PixelRepresentation', 1, 'expected 0: dose without a sign, got 1'],
  ] as const)('by its %s: %s', async ([field, value, rule]) => {
    const error = refusal(withValue(await bytesOf('RD.dcm'), field, value))
    expect(error.source).toBe('RD.dcm')
    expect(error.field).toMatch(/^(\w+)$/)
    expect(error.message).toContain(rule)
  })

  it('by frames that are not evenly spaced', async () => {
    const bytes = await bytesOf('RD.dcm')
    const offsets = Array.from({ length: 41 }, (_, index) => (index === 7 ? 36 : 5 * index)).join('\\')
    const error = refusal(withValue(bytes, 'GridFrameOffsetVector', offsets))
    expect(error.field).toBe('GridFrameOffsetVector')
    expect(error.rule).toBe('expected frames that are evenly spaced, got uneven ones')
  })

  it.for([
    'PixelData',
    'DoseGridScaling',
    'FrameOfReferenceUID',
    'ImagePositionPatient',
    'Rows',
    'DoseUnits',
  ] as const)('by a %s that is missing', async (field) => {
    const error = refusal(withoutField(await bytesOf('RD.dcm'), field))
    expect(error.field).toBe(field)
    expect(error.rule).toMatch(/got none$/)
  })

  it('by where it ends: anywhere too early', async () => {
    const bytes = await bytesOf('RD.dcm')
    const ends = [0, 131, 132, 200, 330, 900, 1000, 1289, 1290, 1302, 1303, 3000, bytes.length - 1]
    for (const end of ends) expect(refusal(bytes.subarray(0, end))).toBeInstanceOf(CaseError)
  })

  it('is read from absolute and from falling offsets, too', async () => {
    const bytes = await bytesOf('RD.dcm')
    const plain = doseOf(dicomFields(bytes, 'RD.dcm')).dose
    const absolute = Array.from({ length: 41 }, (_, index) => -100 + 5 * index).join('\\')
    expect(doseOf(dicomFields(withValue(bytes, 'GridFrameOffsetVector', absolute), 'RD.dcm')).dose).toEqual(
      plain,
    )
    const falling = Array.from({ length: 41 }, (_, index) => -5 * index).join('\\')
    const turned = doseOf(dicomFields(withValue(bytes, 'GridFrameOffsetVector', falling), 'RD.dcm')).dose
    expect(turned.grid.origin.z).toBe(-300)
    const { x, y } = plain.grid.size
    expect(turned.values.subarray(40 * x * y)).toEqual(plain.values.subarray(0, x * y))
  })
})

describe('a plan as JSON', () => {
  const beam = {
    gantry: 10,
    couch: 5,
    isocentre: { x: 1, y: 2, z: 3 },
    bixelWidth: 5,
    bixels: [
      { x: -5, z: 0 },
      { x: 0, z: 0 },
    ],
  }
  const plan = {
    name: 'test',
    fractions: 30,
    beams: [beam, { ...beam, gantry: 190, bixels: [{ x: 0, z: 5 }] }],
  }

  it('holds each bixel with its weight, and a word of warning', () => {
    const json = planJson(plan, Float64Array.of(1, 2, 3))
    expect(json.notice).toBe('Research only, not a medical device')
    expect(json.beams.map(({ bixels }) => bixels)).toEqual([
      [
        [-5, 0, 1],
        [0, 0, 2],
      ],
      [[0, 5, 3]],
    ])
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })

  it('refuses weights that do not fit', () => {
    expect(() => planJson(plan, Float64Array.of(1, 2))).toThrow(
      'Expected a weight for each of 3 bixels, got 2',
    )
    expect(() => planJson(plan, Float64Array.of(1, -2, 3))).toThrow('got -2 of bixel 1')
  })
})

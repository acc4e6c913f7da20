import { cubeIndex, voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'
import type { Fields } from './fields.ts'
import { pixelsOf } from './pixels.ts'
import { evenSpacing, planeOf } from './plane.ts'

/** What an RTDOSE file holds. */
export interface DicomDose {
  /** Gy by cube index. */
  readonly dose: Volume<Float64Array>
  readonly frameOfReference: string
  /** What it is the dose of: PLAN, BEAM or FRACTION, for example. */
  readonly summation: string
}

/**
 * The dose of an RTDOSE file.
 * @throws CaseError naming the file and the field: dose that is not in GY, frames that are not evenly spaced or oblique,
 * PixelData of another length than Rows, Columns and NumberOfFrames say, and what is missing.
 */
export function doseOf(fields: Fields): DicomDose {
  const modality = fields.text('Modality')
  if (modality !== 'RTDOSE') throw fields.wrong('Modality', `expected RTDOSE, got ${modality}`)
  const units = fields.text('DoseUnits')
  if (units !== 'GY') throw fields.wrong('DoseUnits', `expected GY, got ${units}`)
  const scaling = fields.number('DoseGridScaling')
  if (!(scaling > 0)) throw fields.wrong('DoseGridScaling', `expected a number above 0, got ${scaling}`)
  if (fields.word('PixelRepresentation') !== 0)
    throw fields.wrong('PixelRepresentation', 'expected 0: dose without a sign, got 1')
  const { grid, isDownward } = gridOf(fields)
  const { size } = grid
  const pixels = pixelsOf(fields, voxelsOf(grid))
  const values = new Float64Array(pixels.length)
  let pixel = 0
  for (let frame = 0; frame < size.z; frame++) {
    const z = isDownward ? size.z - 1 - frame : frame
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++) values[cubeIndex(grid, x, y, z)] = scaling * pixels[pixel++]!
    }
  }
  return {
    dose: { grid, values },
    frameOfReference: fields.text('FrameOfReferenceUID'),
    summation: fields.text('DoseSummationType'),
  }
}

function gridOf(fields: Fields): { readonly grid: PlacedGrid; readonly isDownward: boolean } {
  const { rows, columns, spacing, origin } = planeOf(fields)
  const frames = fields.number('NumberOfFrames')
  if (!(Number.isInteger(frames) && frames >= 1))
    throw fields.wrong('NumberOfFrames', `expected a whole number from 1 up, got ${frames}`)
  if (frames === 1) {
    const step = fields.number('SliceThickness')
    if (!(step > 0)) throw fields.wrong('SliceThickness', `expected a number above 0 mm, got ${step}`)
    return {
      isDownward: false,
      grid: { size: { x: columns, y: rows, z: 1 }, spacing: { ...spacing, z: step }, origin },
    }
  }
  const places = framePlaces(fields, frames, origin.z)
  const isDownward = places[1]! < places[0]!
  const rising = isDownward ? places.toReversed() : places
  const step = evenSpacing(rising)
  if (step === undefined)
    throw fields.wrong('GridFrameOffsetVector', 'expected frames that are evenly spaced, got uneven ones')
  return {
    isDownward,
    grid: {
      size: { x: columns, y: rows, z: frames },
      spacing: { ...spacing, z: step },
      origin: { ...origin, z: rising[0]! },
    },
  }
}

/** Where frames are along z: the first is at ImagePositionPatient, and offsets count from there or are places themselves. */
function framePlaces(fields: Fields, frames: number, first: number): readonly number[] {
  const offsets = [...fields.numbers('GridFrameOffsetVector', frames)]
  if (Math.abs(offsets[0]!) < 1e-3) return offsets.map((offset) => first + offset)
  if (Math.abs(offsets[0]! - first) < 1e-3) return offsets
  throw fields.wrong(
    'GridFrameOffsetVector',
    `expected to begin with 0, or with z of ImagePositionPatient, ${first}, got ${offsets[0]}`,
  )
}

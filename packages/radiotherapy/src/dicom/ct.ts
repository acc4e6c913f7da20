import { cubeIndex, voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'
import type { Fields } from './fields.ts'
import { pixelsOf } from './pixels.ts'
import { evenSpacing, planeOf, type Plane } from './plane.ts'

/** A series of CT images. */
export interface Ct {
  /** Hounsfield units by cube index. */
  readonly hounsfield: Volume<Float32Array>
  readonly frameOfReference: string
  readonly study: string
  readonly patient: { readonly id: string; readonly name: string }
}

/**
 * A cube of the images of a series, whatever their order.
 * @throws CaseError naming the file and the field: images of another series, frame of reference or size, oblique ones, and
 * those that are not evenly spaced, as where one is missing.
 */
export function ctOf(files: readonly Fields[]): Ct {
  const images = files
    .map((fields) => ({ fields, plane: planeOf(fields) }))
    .toSorted((a, b) => a.plane.origin.z - b.plane.origin.z)
  const [first] = images
  if (!first || images.length < 2)
    throw new RangeError(`Expected CT images of at least two slices, got ${images.length}`)
  for (const { fields, plane } of images) checkAlike(fields, plane, first)
  const places = images.map(({ plane }) => plane.origin.z)
  const spacing = evenSpacing(places)
  if (spacing === undefined) {
    const steps = places.slice(1).map((place, index) => place - places[index]!)
    const odd = steps.findIndex(
      (step) => Math.abs(step - steps.toSorted((a, b) => a - b)[steps.length >> 1]!) > 0.01,
    )
    throw images[Math.max(0, odd) + 1]!.fields.wrong(
      'ImagePositionPatient',
      `expected slices that are evenly spaced, got z = ${places[Math.max(0, odd)]} and ${places[Math.max(0, odd) + 1]}`,
    )
  }
  const { plane, fields } = first
  const grid: PlacedGrid = {
    size: { x: plane.columns, y: plane.rows, z: images.length },
    spacing: { ...plane.spacing, z: spacing },
    origin: plane.origin,
  }
  const values = new Float32Array(voxelsOf(grid))
  for (const [slice, image] of images.entries()) fill(values, grid, { slice, fields: image.fields })
  return {
    hounsfield: { grid, values },
    frameOfReference: fields.text('FrameOfReferenceUID'),
    study: fields.text('StudyInstanceUID'),
    patient: {
      id: fields.optionalText('PatientID') ?? '',
      name: fields.optionalText('PatientName') ?? '',
    },
  }
}

function checkAlike(fields: Fields, plane: Plane, first: { fields: Fields; plane: Plane }): void {
  for (const field of ['SeriesInstanceUID', 'FrameOfReferenceUID'] as const) {
    const [ours, theirs] = [fields.text(field), first.fields.text(field)]
    if (ours !== theirs)
      throw fields.wrong(field, `expected that of the other images, ${theirs}, got ${ours}`)
  }
  const parts = [
    ['Rows', plane.rows, first.plane.rows],
    ['Columns', plane.columns, first.plane.columns],
    ['PixelSpacing', plane.spacing.x, first.plane.spacing.x],
    ['PixelSpacing', plane.spacing.y, first.plane.spacing.y],
    ['ImagePositionPatient', plane.origin.x, first.plane.origin.x],
    ['ImagePositionPatient', plane.origin.y, first.plane.origin.y],
  ] as const
  for (const [field, ours, theirs] of parts) {
    if (Math.abs(ours - theirs) > 1e-3)
      throw fields.wrong(field, `expected ${theirs} as in the other images, got ${ours}`)
  }
}

function fill(
  values: Float32Array,
  grid: PlacedGrid,
  { slice, fields }: { readonly slice: number; readonly fields: Fields },
): void {
  const pixels = pixelsOf(fields, grid.size.x * grid.size.y)
  const [slope, intercept] = [fields.number('RescaleSlope'), fields.number('RescaleIntercept')]
  for (let y = 0; y < grid.size.y; y++) {
    for (let x = 0; x < grid.size.x; x++)
      values[cubeIndex(grid, x, y, slice)] = slope * pixels[x + grid.size.x * y]! + intercept
  }
}

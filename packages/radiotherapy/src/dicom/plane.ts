import type { Fields } from './fields.ts'

/** How the pixels of an image or of a frame of dose lie in the patient: rows along x and columns along y of LPS. */
export interface Plane {
  readonly rows: number
  readonly columns: number
  /** mm between the centres of columns, and of rows. */
  readonly spacing: { readonly x: number; readonly y: number }
  /** The centre of the first pixel in mm, LPS. */
  readonly origin: { readonly x: number; readonly y: number; readonly z: number }
}

/** How far a direction may be off its axis. */
const tolerance = 1e-4

/** @throws CaseError naming the field, for a plane that is oblique or has no pixels. */
export function planeOf(fields: Fields): Plane {
  const [rows, columns] = [fields.word('Rows'), fields.word('Columns')]
  if (rows === 0) throw fields.wrong('Rows', 'expected at least one, got 0')
  if (columns === 0) throw fields.wrong('Columns', 'expected at least one, got 0')
  const orientation = fields.numbers('ImageOrientationPatient', 6)
  if (orientation.some((part, index) => Math.abs(part - [1, 0, 0, 0, 1, 0][index]!) > tolerance))
    throw fields.wrong(
      'ImageOrientationPatient',
      `expected rows and columns along x and y, 1\\0\\0\\0\\1\\0, not an oblique or turned image, got ${orientation.join('\\')}`,
    )
  const [y, x] = fields.numbers('PixelSpacing', 2)
  if (!(x! > 0 && y! > 0)) throw fields.wrong('PixelSpacing', `expected numbers above 0 mm, got ${y}\\${x}`)
  const [x0, y0, z0] = fields.numbers('ImagePositionPatient', 3)
  return { rows, columns, spacing: { x: x!, y: y! }, origin: { x: x0!, y: y0!, z: z0! } }
}

/** The space between places that are evenly spaced and rise; undefined where they are not. */
export function evenSpacing(places: readonly number[]): number | undefined {
  const step = (places.at(-1)! - places[0]!) / (places.length - 1)
  const isEven = places.every((place, index) => Math.abs(place - places[0]! - index * step) <= 0.01)
  return isEven && step > 0 ? step : undefined
}

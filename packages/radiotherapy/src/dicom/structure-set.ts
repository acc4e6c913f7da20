import { CaseError } from '../errors.ts'
import { maskOf, type Contour } from '../geometry/contours.ts'
import type { PlacedGrid } from '../geometry/placed-grid.ts'
import type { Fields } from './fields.ts'

/** A structure as it was drawn. */
export interface DrawnStructure {
  readonly name: string
  /** Such as PTV, ORGAN or EXTERNAL, where it is said. */
  readonly interpretedType?: string
  readonly contours: readonly Contour[]
}

/** What an RTSTRUCT file holds. */
export interface StructureSet {
  /** The file. */
  readonly source: string
  readonly frameOfReference: string
  readonly structures: readonly DrawnStructure[]
}

/**
 * The structures of an RTSTRUCT file, with contours that are closed and across z; points and open lines are left out.
 * @throws CaseError naming the file and the field: contours that are oblique, or with a wrong number of points.
 */
export function structureSetOf(fields: Fields): StructureSet {
  const modality = fields.text('Modality')
  if (modality !== 'RTSTRUCT') throw fields.wrong('Modality', `expected RTSTRUCT, got ${modality}`)
  const drawn = new Map(
    fields
      .items('ROIContourSequence')
      .map((item) => [item.number('ReferencedROINumber'), contoursOf(item)] as const),
  )
  const types = new Map(
    fields
      .items('RTROIObservationsSequence')
      .map(
        (item) => [item.number('ReferencedROINumber'), item.optionalText('RTROIInterpretedType')] as const,
      ),
  )
  const rois = fields.items('StructureSetROISequence')
  const frames = new Set(rois.map((roi) => roi.text('ReferencedFrameOfReferenceUID')))
  if (frames.size !== 1)
    throw fields.wrong(
      'StructureSetROISequence',
      `expected structures in one frame of reference, got ${frames.size}`,
    )
  return {
    source: fields.source,
    frameOfReference: [...frames][0]!,
    structures: rois.map((roi) => {
      const number = roi.number('ROINumber')
      const interpretedType = types.get(number)
      return {
        name: roi.text('ROIName'),
        ...(interpretedType !== undefined && { interpretedType }),
        contours: drawn.get(number) ?? [],
      }
    }),
  }
}

function contoursOf(item: Fields): readonly Contour[] {
  return item
    .items('ContourSequence')
    .filter((contour) => contour.text('ContourGeometricType').startsWith('CLOSED_PLANAR'))
    .map((contour) => {
      const data = contour.numbers('ContourData')
      const count = contour.number('NumberOfContourPoints')
      if (data.length !== 3 * count || count < 3)
        throw contour.wrong(
          'ContourData',
          `expected 3 numbers for each of ${count} points, got ${data.length}`,
        )
      const z = data[2]!
      if (data.some((place, index) => index % 3 === 2 && Math.abs(place - z) > 0.01))
        throw contour.wrong('ContourData', 'expected points of one z, not an oblique contour')
      return { z, points: data.filter((_, index) => index % 3 !== 2) }
    })
}

/**
 * The voxels of a structure on a grid, by the rules of `maskOf`.
 * @param clip Take what is within the grid of a structure that reaches beyond; without it that is an error, since metrics
 * of a part are not those of the whole.
 * @throws CaseError naming the structure: one that is not there, is empty, or lies outside of the grid or reaches beyond.
 */
export function structureVoxels(
  { source, structures }: StructureSet,
  name: string,
  { grid, clip = false }: { readonly grid: PlacedGrid; readonly clip?: boolean },
): Uint32Array {
  const index = structures.findIndex((structure) => structure.name === name)
  const refuse = (rule: string) =>
    new CaseError(source, { field: `StructureSetROISequence[${Math.max(0, index)}]`, rule })
  const found = structures[index]
  if (!found)
    throw refuse(`expected a structure ${name}, got ${structures.map((one) => one.name).join(', ')}`)
  if (found.contours.length === 0) throw refuse(`expected ${name} to have closed contours, got none`)
  if (!clip && reachesBeyond(grid, found.contours))
    throw refuse(`expected ${name} to lie within the grid of the dose, it reaches beyond`)
  const voxels = maskOf(grid, found.contours)
  if (voxels.length === 0)
    throw refuse(`expected ${name} to have voxels within the grid of the dose, got none`)
  return voxels
}

/** Beyond the outer faces of the grid's voxels. */
function reachesBeyond({ size, spacing, origin }: PlacedGrid, contours: readonly Contour[]): boolean {
  const isOutside = (axis: 'x' | 'y' | 'z', place: number) => {
    const at = (place - origin[axis]) / spacing[axis]
    return at < -0.5 - 1e-6 || at > size[axis] - 0.5 + 1e-6
  }
  return contours.some(
    ({ z, points }) =>
      isOutside('z', z) || points.some((place, index) => isOutside(index % 2 === 0 ? 'x' : 'y', place)),
  )
}

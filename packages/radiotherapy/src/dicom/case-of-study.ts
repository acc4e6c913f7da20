import type { Case, CaseStructure } from '../cases/case.ts'
import { beamOnto } from '../dose/beam.ts'
import { relativeElectronDensity } from '../dose/density.ts'
import { CaseError } from '../errors.ts'
import type { BeamSetup } from '../geometry/beam-frame.ts'
import { maskOf } from '../geometry/contours.ts'
import { middleOf, voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'
import { structureVoxels, type DrawnStructure, type StructureSet } from './structure-set.ts'
import type { DicomStudy } from './study.ts'

export interface StudyCaseOptions {
  readonly name: string
  /** Gy over the whole course. */
  readonly prescription: number
  readonly fractions: number
  /** The structures that count, by their names in the file. */
  readonly structures: readonly Omit<CaseStructure, 'voxels'>[]
  /** The outline of the patient; default: the structure of type EXTERNAL. */
  readonly body?: string
  /** The voxels of the dose, mm along each axis; default: 5. */
  readonly spacing?: number | undefined
  /** mm; default: 10. */
  readonly bixelWidth?: number | undefined
  /** As they are, or by the middle of the targets. */
  readonly beams: readonly BeamSetup[] | ((middle: Xyz) => readonly BeamSetup[])
}

/**
 * A case of CT images and structures. Dose is computed on a grid of its own that reaches as far as the images; outside of the
 * body there is nothing.
 * @throws CaseError naming the file and what is missing, empty or outside.
 */
export function caseOfStudy({ ct, structures: set }: DicomStudy, options: StudyCaseOptions): Case {
  const { name, prescription, fractions, spacing = 5, bixelWidth = 10 } = options
  if (!set) throw new CaseError(name, { field: 'structures', rule: 'expected an RTSTRUCT beside the images' })
  if (!(spacing > 0 && spacing < Infinity))
    throw new RangeError(`Expected a spacing above 0 mm, got ${spacing}`)
  const grid = gridWithin(ct.hounsfield.grid, spacing)
  const structures = options.structures.map((structure) => ({
    ...structure,
    voxels: structureVoxels(set, structure.name, { grid, clip: structure.type === 'organ' }),
  }))
  const treated = new Set(
    structures.filter(({ type }) => type === 'target').flatMap(({ voxels }) => [...voxels]),
  )
  const target = { grid, voxels: Uint32Array.from(treated) }
  const { beams } = options
  const setups = typeof beams === 'function' ? beams(middleOf(grid, target.voxels)) : beams
  return {
    name,
    prescription,
    fractions,
    density: densityWithin(ct.hounsfield, bodyOf(set, options.body)),
    grid,
    structures,
    beams: setups.map((setup) => beamOnto(target, setup, { bixelWidth })),
  }
}

function bodyOf(set: StructureSet, name: string | undefined): DrawnStructure {
  const found = set.structures.find((one) =>
    name === undefined ? one.interpretedType === 'EXTERNAL' : one.name === name,
  )
  if (found && found.contours.length > 0) return found
  throw new CaseError(set.source, {
    field: 'StructureSetROISequence',
    rule: `expected the outline of the body, ${name ?? 'a structure of type EXTERNAL'}, with contours`,
  })
}

function densityWithin({ grid, values }: Volume, { contours }: DrawnStructure): Volume<Float32Array> {
  const density = new Float32Array(voxelsOf(grid))
  for (const voxel of maskOf(grid, contours)) density[voxel] = relativeElectronDensity(values[voxel]!)
  return { grid, values: density }
}

/** From the first voxel of the images on, as far as they reach. */
function gridWithin({ size, spacing, origin }: PlacedGrid, step: number): PlacedGrid {
  const count = (axis: 'x' | 'y' | 'z') => Math.floor(((size[axis] - 1) * spacing[axis]) / step + 1e-6) + 1
  return {
    size: { x: count('x'), y: count('y'), z: count('z') },
    spacing: { x: step, y: step, z: step },
    origin,
  }
}

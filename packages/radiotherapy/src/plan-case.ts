import { wrongConstraintField, type Constraint } from './constraints/constraint.ts'
import { CaseError } from './errors.ts'
import { checkCsr, type Csr, type CsrNames } from './influence/csr.ts'
import { wrongField, type Objective } from './objectives/objective.ts'
import { optimisedRows } from './overlap.ts'

export interface Xyz {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** A grid of voxels: the cube index is y + ny·(x + nx·z), from 0. */
export interface Grid {
  /** How many voxels. */
  readonly size: Xyz
  /** mm */
  readonly spacing: Xyz
  /** The centre of voxel 0 in mm, LPS, where it is known. */
  readonly origin?: Xyz
}

/** A volume that is to be treated or spared. */
export interface Structure {
  readonly name: string
  readonly type: 'target' | 'organ'
  /** A voxel of several structures with objectives counts for those with the lowest number. */
  readonly priority: number
  /** Its voxels, as rows of the dose-influence matrix; each once. */
  readonly rows: Uint32Array
  readonly objectives: readonly Objective[]
  readonly constraints?: readonly Constraint[]
}

/** All that planning needs to know of a patient and the beams. */
export interface PlanCase {
  readonly name: string
  /** Doses of objectives and metrics are of the whole course, those of the matrix of one of so many fractions. */
  readonly fractions: number
  readonly grid: Grid
  /** The cube index of each row of the matrix. */
  readonly voxels: Uint32Array
  readonly influence: Csr
  readonly structures: readonly Structure[]
  /** Of the largest organ, away from the targets, every so many voxels along each axis stand for those around them (default: 1). */
  readonly sampling?: number
}

/** The volume of a voxel in cc. */
export const voxelVolume = ({ spacing: { x, y, z } }: Grid): number => (x * y * z) / 1000

/**
 * Checks a case; errors call it by its `source`, the file or its name, and the arrays of its matrix as in `matrix`.
 * @throws CaseError naming the field and the rule.
 */
export function checkCase(
  plan: PlanCase,
  { source = plan.name, matrix }: { readonly source?: string; readonly matrix?: CsrNames } = {},
): void {
  checkCsr(plan.influence, source, matrix)
  checkFrame(plan, source)
  checkStructures(plan, source)
}

/**
 * Checks what is cheap to check and likely to change: structures, their objectives and constraints.
 * @throws CaseError naming the field and the rule.
 */
export function checkStructures(plan: PlanCase, source = plan.name): void {
  const names = new Set<string>()
  for (const [index, structure] of plan.structures.entries()) {
    const field = `structures[${index}]`
    if (names.has(structure.name))
      throw new CaseError(source, {
        field: `${field}.name`,
        rule: `expected each name once, got ${structure.name} again`,
      })
    names.add(structure.name)
    checkRows(
      structure,
      plan.influence.voxels,
      (rule) => new CaseError(source, { field: `${field}.rows`, rule }),
    )
    checkWishes(structure, (part, rule) => new CaseError(source, { field: `${field}.${part}`, rule }))
  }
  checkTargets(plan, source)
  checkOverlap(plan, source)
}

function checkFrame({ fractions, voxels, grid, influence }: PlanCase, source: string): void {
  if (!(Number.isInteger(fractions) && fractions >= 1))
    throw new CaseError(source, {
      field: 'fractions',
      rule: `expected a whole number from 1 up, got ${fractions}`,
    })
  if (voxels.length !== influence.voxels)
    throw new CaseError(source, {
      field: 'voxels',
      rule: `expected a cube index for each of ${influence.voxels} rows, got ${voxels.length}`,
    })
  const cube = grid.size.x * grid.size.y * grid.size.z
  const outside = voxels.findIndex((voxel) => voxel >= cube)
  if (outside >= 0)
    throw new CaseError(source, {
      field: `voxels[${outside}]`,
      rule: `expected a cube index below ${cube}, got ${voxels[outside]}`,
    })
}

function checkRows({ name, rows }: Structure, voxels: number, refuse: (rule: string) => CaseError): void {
  if (rows.length === 0) throw refuse(`expected ${name} to have at least one voxel, got none`)
  const seen = new Uint8Array(voxels)
  for (const [index, row] of rows.entries()) {
    if (row >= voxels) throw refuse(`expected rows of ${name} below ${voxels}, got ${row} at ${index}`)
    if (seen[row] === 1) throw refuse(`expected each row of ${name} once, got ${row} again at ${index}`)
    seen[row] = 1
  }
}

function checkWishes(
  { objectives, constraints = [] }: Structure,
  refuse: (part: string, rule: string) => CaseError,
): void {
  for (const [index, objective] of objectives.entries()) {
    const wrong = wrongField(objective)
    if (wrong) throw refuse(`objectives[${index}].${wrong.field}`, wrong.rule)
  }
  for (const [index, constraint] of constraints.entries()) {
    const wrong = wrongConstraintField(constraint)
    if (wrong) throw refuse(`constraints[${index}].${wrong.field}`, wrong.rule)
  }
}

/** A target without an objective may lie within targets that have one, as a CTV does within a PTV. */
function checkTargets({ structures, influence }: PlanCase, source: string): void {
  const targets = structures.filter(({ type }) => type === 'target')
  if (targets.length === 0)
    throw new CaseError(source, { field: 'structures', rule: 'expected at least one target' })
  const treated = new Uint8Array(influence.voxels)
  for (const { rows } of targets.filter(hasObjectives)) for (const row of rows) treated[row] = 1
  for (const target of targets) {
    const left = target.rows.reduce((count, row) => count + (1 - treated[row]!), 0)
    if (left > 0)
      throw new CaseError(source, {
        field: `structures[${structures.indexOf(target)}].objectives`,
        rule: `expected an objective for target ${target.name}, of which ${left} voxels lie in no target that has one`,
      })
  }
}

const hasObjectives = ({ objectives }: Structure): boolean => objectives.length > 0

function checkOverlap({ structures, influence }: PlanCase, source: string): void {
  for (const [index, rows] of optimisedRows(structures, influence.voxels).entries()) {
    const structure = structures[index]!
    if (hasObjectives(structure) && rows.length === 0)
      throw new CaseError(source, {
        field: `structures[${index}].priority`,
        rule: `expected voxels of ${structure.name} that no structure of a lower priority number has, got none`,
      })
  }
}

import { matRadObjective } from '../bundle/objective.ts'
import type { Objective } from '../objectives/objective.ts'
import type { Structure } from '../plan-case.ts'
import type { MatField } from './fields.ts'

/** Columns of matRad's `cst`, from 0. */
const column = { name: 1, type: 2, voxels: 3, properties: 4, objectives: 5 } as const

/** Objectives as matRad called them before it had classes for them. */
const formerTypes: Readonly<Record<string, readonly [className: string, ...fields: string[]]>> = {
  'square deviation': ['matRad_SquaredDeviation', 'dose'],
  'square overdosing': ['matRad_SquaredOverdosing', 'dose'],
  'square underdosing': ['matRad_SquaredUnderdosing', 'dose'],
  'max DVH objective': ['matRad_MaxDVH', 'dose', 'volume'],
  'min DVH objective': ['matRad_MinDVH', 'dose', 'volume'],
  EUD: ['matRad_EUD', 'EUD', 'exponent'],
  mean: ['matRad_MeanDose'],
}

/** A structure, with the cube indices of its voxels on the grid of the images, from 0. */
export type MatRadStructure = Omit<Structure, 'rows'> & { readonly voxels: Uint32Array }

/**
 * The structures of matRad's `cst`, a row of the cell array each.
 * @param voxels How many the images have.
 * @param source The file, for errors of objectives.
 */
export function structuresOf(cst: MatField, voxels: number, source: string): readonly MatRadStructure[] {
  const cells = cst.cells()
  const [rows = 0, columns = 0] = cst.size()
  if (columns < 6) throw cst.wrong(`expected 6 columns, got ${columns}`)
  return Array.from({ length: rows }, (_, row) => {
    const cell = (which: number) => cells[which * rows + row]!
    const type = cell(column.type).text()
    if (!['TARGET', 'OAR', 'EXTERNAL', 'IGNORED'].includes(type))
      throw cell(column.type).wrong(`expected TARGET, OAR, EXTERNAL or IGNORED, got ${JSON.stringify(type)}`)
    return {
      name: cell(column.name).text(),
      type: type === 'TARGET' ? 'target' : 'organ',
      priority: cell(column.properties).optional('Priority')?.number() ?? rows,
      voxels: voxelsOf(cell(column.voxels), voxels),
      // What is only looked at takes no voxels away.
      objectives:
        type === 'IGNORED'
          ? []
          : cell(column.objectives)
              .cells()
              .map((one, at) => objectiveOf(one, source, `cst{${row + 1},6}{${at + 1}}`)),
    } satisfies MatRadStructure
  })
}

/** Of several scenarios the first. */
function voxelsOf(field: MatField, voxels: number): Uint32Array {
  const [first] = field.cells()
  if (!first) return new Uint32Array()
  const indices = first.numbers()
  const wrong = indices.findIndex((index) => !(Number.isInteger(index) && index >= 1 && index <= voxels))
  if (wrong >= 0)
    throw first.wrong(`expected voxels from 1 to ${voxels}, got ${indices[wrong]} at ${wrong + 1}`)
  return Uint32Array.from(indices, (index) => index - 1)
}

function objectiveOf(one: MatField, source: string, place: string): Objective {
  const penalty = one.optional('penalty')?.number()
  const className = one.optional('className')?.text()
  if (className !== undefined) {
    const parameters = one.field('parameters').cells().map(parameterOf)
    return matRadObjective(
      { className: className.replace(/^DoseObjectives\./, ''), parameters, penalty },
      source,
      place,
    )
  }
  const type = one.field('type').text()
  const former = Object.hasOwn(formerTypes, type) ? formerTypes[type] : undefined
  if (!former)
    throw one.wrong(
      `expected type to be one of ${Object.keys(formerTypes).join(', ')}, got ${JSON.stringify(type)}`,
    )
  const [name, ...fields] = former
  const parameters = name === 'matRad_MeanDose' ? [0] : fields.map((field) => one.field(field).number())
  return matRadObjective({ className: name, parameters, penalty }, source, place)
}

const parameterOf = (one: MatField): unknown => (one.value.kind === 'text' ? one.text() : one.number())

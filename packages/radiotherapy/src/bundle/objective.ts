import { CaseError } from '../errors.ts'
import { wrongField, type Objective } from '../objectives/objective.ts'
import { fromMatRad, type MatRadObjective } from './mat-rad.ts'

/** An objective as matRad writes it, at a place of a bundle. */
export function matRadObjective(objective: MatRadObjective, file: string, place: string): Objective {
  const read = fromMatRad(objective)
  if ('rule' in read) throw new CaseError(file, { field: `${place}.${read.field}`, rule: read.rule })
  return checkedObjective(read.values, file, (field) => `${place}.${read.fields[field] ?? field}`)
}

/** An objective with its own names, whose fields a bundle calls `fieldOf(field)`. */
export function checkedObjective(
  values: Readonly<Record<string, unknown>>,
  file: string,
  fieldOf: (field: string) => string,
): Objective {
  const wrong = wrongField(values)
  if (wrong) throw new CaseError(file, { field: fieldOf(wrong.field), rule: wrong.rule })
  return values as unknown as Objective
}

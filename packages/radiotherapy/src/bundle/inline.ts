import { CaseError } from '../errors.ts'
import type { Csr } from '../influence/csr.ts'
import type { PlanCase } from '../plan-case.ts'
import { gridOf, typeOf, type InlineBundle } from './json.ts'
import { checkedObjective } from './objective.ts'

/** What the arrays of the matrix are called. */
export const inlineNames = { starts: 'indptr', columns: 'col', values: 'val' } as const

/** A case that holds its arrays itself; what they hold is checked later. */
export function inlineCase(bundle: InlineBundle, file: string): PlanCase {
  const [voxels, bixels] = bundle.shape
  const { nnz, indptr, col, val } = bundle
  if (val.length !== nnz)
    throw new CaseError(file, {
      field: 'val',
      rule: `expected ${nnz} values, as nnz says, got ${val.length}`,
    })
  const tooLarge = col.findIndex((bixel) => bixel >= bixels)
  // Before it is cut to 16 bits.
  if (tooLarge >= 0)
    throw new CaseError(file, {
      field: `col[${tooLarge}]`,
      rule: `expected a bixel below ${bixels}, got ${col[tooLarge]}`,
    })
  const influence: Csr = {
    voxels,
    bixels,
    starts: Uint32Array.from(indptr),
    columns: Uint16Array.from(col),
    values: Float32Array.from(val),
  }
  const names = bundle.structures.map(({ name }) => name)
  const objectives = bundle.objectives.map(({ structure, ...values }, index) => {
    if (!names.includes(structure))
      throw new CaseError(file, {
        field: `objectives[${index}].structure`,
        rule: `expected one of ${names.join(', ')}, got ${structure}`,
      })
    return {
      structure,
      objective: checkedObjective(values, file, (field) => `objectives[${index}].${field}`),
    }
  })
  return {
    name: bundle.case,
    fractions: bundle.numFractions,
    grid: gridOf(bundle.grid),
    voxels: Uint32Array.from({ length: voxels }, (_, row) => row),
    influence,
    structures: bundle.structures.map(({ name, type, priority, voxels: rows }) => ({
      name,
      type: typeOf(type),
      priority,
      rows: Uint32Array.from(rows),
      objectives: objectives.filter(({ structure }) => structure === name).map(({ objective }) => objective),
    })),
  }
}

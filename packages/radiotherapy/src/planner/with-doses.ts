import { structureNamed } from '../goals/structure-named.ts'
import type { PlanCase } from '../plan-case.ts'

/** More is no course of radiotherapy. */
const mostGy = 200

/**
 * The case with other doses in the objectives of some structures, each said as in `Rectum=0`, in Gy over the whole course.
 * @throws RangeError for a text that says none, or a structure that is not there or has no objective.
 */
export function withDoses(plan: PlanCase, texts: readonly string[]): PlanCase {
  const doses = new Map(texts.map((text) => readDose(plan, text)))
  if (doses.size === 0) return plan
  const structures = plan.structures.map((structure) => {
    const dose = doses.get(structure.name)
    if (dose === undefined) return structure
    return { ...structure, objectives: structure.objectives.map((objective) => ({ ...objective, dose })) }
  })
  return { ...plan, structures }
}

function readDose(plan: PlanCase, text: string): [string, number] {
  const [, name = '', written = ''] = /^\s*([^=]*\S)\s*=\s*([\d.]+)\s*(?:Gy)?\s*$/.exec(text) ?? []
  const dose = Number(written)
  if (name === '' || !(dose >= 0 && dose <= mostGy))
    throw new RangeError(
      `Expected a structure and a dose of 0 to ${mostGy} Gy, as in Rectum=0, got ${JSON.stringify(text)}`,
    )
  const structure = structureNamed(plan, name)
  if (structure && structure.objectives.length > 0) return [structure.name, dose]
  const known = plan.structures.filter(({ objectives }) => objectives.length > 0).map((one) => one.name)
  throw new RangeError(`Expected the dose of ${known.join(', ')}, got that of ${name}`)
}

import { checkCase, type PlanCase } from '../plan-case.ts'
import { filedCase, filedNames } from './filed.ts'
import { inlineCase, inlineNames } from './inline.ts'
import { readJson } from './json.ts'

/**
 * Reads a dose-influence bundle: `<case>.json` with its arrays in files in `<case>/` beside it, or in itself. Of structures
 * that overlap, the voxels of each follow from the priorities, see `optimisedRows`.
 * @throws CaseError naming the file, the field and the rule, for everything that is wrong.
 */
export async function readBundle(file: string): Promise<PlanCase> {
  const read = await readJson(file)
  const isInline = read.form === 'inline'
  const plan = isInline ? inlineCase(read.bundle, file) : await filedCase(read.bundle, file)
  checkCase(plan, { source: file, matrix: isInline ? inlineNames : filedNames })
  return plan
}

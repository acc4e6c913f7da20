import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Case } from '../cases/case.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { planJson } from '../dicom/plan-json.ts'
import { encodedDose, type DoseExport } from '../dicom/write-dose.ts'
import { voxelsOf } from '../geometry/placed-grid.ts'
import { plainInfluence } from '../influence/plain.ts'
import type { Plan } from './planner.ts'

/** A case whose beams are known: all of its voxels, and what its dose belongs to. */
export interface Deliverable {
  /** With the voxels that planning leaves out. */
  readonly whole: Case
  readonly identity: Pick<DoseExport, 'frameOfReference' | 'study' | 'patient'>
}

/**
 * Writes a plan into a folder: its dose as RTDOSE (dose.dcm), in every voxel of the case's grid that a structure has, and each
 * bixel with its weight (plan.json). Both say that they are for research only.
 */
export async function writePlan(
  folder: string,
  { whole, identity }: Deliverable,
  { fluence }: Plan,
  signal?: AbortSignal,
): Promise<void> {
  const values = await doseOfAll(whole, fluence, signal)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'plan.json'), `${JSON.stringify(planJson(whole, fluence), undefined, 1)}\n`)
  await writeFile(join(folder, 'dose.dcm'), encodedDose({ dose: { grid: whole.grid, values }, ...identity }))
}

/** Dose over the whole course in Gy by cube index. */
async function doseOfAll(
  whole: Case,
  fluence: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { plan } = await planCaseOf(whole, { signal })
  const values = new Float64Array(voxelsOf(whole.grid))
  for (const [row, dose] of plainInfluence(plan.influence).dose(fluence).entries())
    values[plan.voxels[row]!] = dose * whole.fractions
  return values
}

import { stat } from 'node:fs/promises'
import { basename } from 'node:path'

import { readBundle } from '../bundle/read-bundle.ts'
import { compact } from '../cases/compact.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { CaseError } from '../errors.ts'
import { phantom, phantomNames, type PhantomName } from '../phantoms/phantoms.ts'
import type { PlanCase } from '../plan-case.ts'
import { studyCase } from './study-case.ts'

export interface OpenedCase {
  readonly plan: PlanCase
  /** Where it is one. */
  readonly phantom?: PhantomName
}

export interface OpenCaseOptions {
  /** The voxels of a phantom or of images, mm. */
  readonly spacing?: number
  /** Gy, where images do not come with one. */
  readonly prescription?: number | undefined
  /** Of a phantom: a seed that makes another patient of the same kind. */
  readonly anatomy?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The case that is named: the JSON file of a bundle, a folder of DICOM files, or a phantom; of the body of the latter two only
 * a part of the voxels is planned on. The name of a phantom may look like a path.
 * @throws CaseError naming the file and the rule.
 */
export async function openCase(
  name: string,
  { spacing = 5, anatomy = 0, prescription, signal }: OpenCaseOptions = {},
): Promise<OpenedCase> {
  const found = await stat(name).catch(() => undefined)
  if (found?.isFile()) return { plan: await readBundle(name) }
  if (found?.isDirectory()) {
    const { plan } = await planCaseOf(compact(await studyCase(name, { spacing, prescription })), { signal })
    return { plan }
  }
  const known = phantomNames.find((one) => one === basename(name))
  if (!known)
    throw new CaseError(name, {
      field: 'case',
      rule: `expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms ${phantomNames.join(', ')}`,
    })
  const { plan } = await planCaseOf(compact(phantom(known, { spacing, anatomy })), { signal })
  return { plan, phantom: known }
}

import { basename } from 'node:path'

import { readBundle } from '../bundle/read-bundle.ts'
import { compact } from '../cases/compact.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { uidOf } from '../dicom/write-dose.ts'
import { CaseError } from '../errors.ts'
import { readMatRad } from '../matrad/read-matrad.ts'
import { phantom, phantomNames, type PhantomName } from '../phantoms/phantoms.ts'
import type { PlanCase } from '../plan-case.ts'
import { readPortPy } from '../portpy/read-portpy.ts'
import { hashOfText } from './bytes.ts'
import { kindOfCase } from './kind-of-case.ts'
import type { Deliverable } from './plan-export.ts'
import { studyCase } from './study-case.ts'

export interface OpenedCase {
  readonly plan: PlanCase
  /** Where it is one. */
  readonly phantom?: PhantomName
  /** Where its beams are known. */
  readonly deliverable?: Deliverable
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
 * The case that is named: the JSON file of a bundle, a case of PortPy or matRad, a folder of DICOM files, or a phantom; of the body
 * of the latter two only a part of the voxels is planned on. The name of a phantom may look like a path.
 * @throws CaseError naming the file and the rule.
 */
export async function openCase(
  name: string,
  { spacing = 5, anatomy = 0, prescription, signal }: OpenCaseOptions = {},
): Promise<OpenedCase> {
  const kind = await kindOfCase(name)
  if (kind === 'bundle') return { plan: await readBundle(name) }
  if (kind === 'portpy') return { plan: await readPortPy(name, { prescription }) }
  if (kind === 'matrad') return { plan: await readMatRad(name) }
  if (kind === 'dicom') return computed(await studyCase(name, { spacing, prescription }), signal)
  const known = phantomNames.find((one) => one === basename(name))
  if (!known)
    throw new CaseError(name, {
      field: 'case',
      rule: `expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms ${phantomNames.join(', ')}; or a case of PortPy (folder or HDF5) or matRad (.mat)`,
    })
  const whole = phantom(known, { spacing, anatomy })
  return { ...(await computed({ whole, identity: identityOf(whole.name) }, signal)), phantom: known }
}

async function computed(deliverable: Deliverable, signal: AbortSignal | undefined): Promise<OpenedCase> {
  const { plan } = await planCaseOf(compact(deliverable.whole), { signal })
  return { plan, deliverable }
}

/** Of somebody who does not exist. */
function identityOf(name: string): Deliverable['identity'] {
  const hash = hashOfText(name)
  return { frameOfReference: uidOf(hash), study: uidOf(hash, 1), patient: { id: name, name } }
}

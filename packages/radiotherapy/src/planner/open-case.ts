import { basename } from 'node:path'

import { readBundle } from '../bundle/read-bundle.ts'
import { compact, usualStep } from '../cases/compact.ts'
import { planCaseOf } from '../cases/plan-case-of.ts'
import { uidOf } from '../dicom/write-dose.ts'
import { CaseError } from '../errors.ts'
import { readMatRad } from '../matrad/read-matrad.ts'
import { phantom, phantomNames, type PhantomName } from '../phantoms/phantoms.ts'
import type { PlanCase } from '../plan-case.ts'
import { readPortPy } from '../portpy/read-portpy.ts'
import { hashOfText } from './bytes.ts'
import { anglesOf, refuseLayout, type CaseLayout } from './case-layout.ts'
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

export interface OpenCaseOptions extends CaseLayout {
  /** Gy, where images do not come with one. */
  readonly prescription?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The case that is named: the JSON file of a bundle, a case of PortPy or matRad, a folder of DICOM files, or a phantom; of the body
 * of the latter two only a part of the voxels is planned on. The name of a phantom may look like a path.
 * @throws CaseError naming the file and the rule; RangeError for a layout that is none, or of a case that has its own.
 */
export async function openCase(
  name: string,
  { prescription, signal, ...layout }: OpenCaseOptions = {},
): Promise<OpenedCase> {
  const kind = await kindOfCase(name)
  if (kind && kind !== 'dicom') refuseLayout(name, layout)
  if (kind === 'bundle') return { plan: await readBundle(name) }
  if (kind === 'portpy') return { plan: await readPortPy(name, { prescription }) }
  if (kind === 'matrad') return { plan: await readMatRad(name) }
  const { spacing, bixel: bixelWidth, beams, sampling: step, anatomy = 0 } = layout
  const placed = { spacing, bixelWidth, gantry: beams === undefined ? undefined : anglesOf(beams) }
  if (kind === 'dicom') {
    refuseLayout(name, { anatomy })
    return computed(await studyCase(name, { ...placed, prescription }), { step, signal })
  }
  const known = phantomNames.find((one) => one === basename(name))
  if (!known)
    throw new CaseError(name, {
      field: 'case',
      rule: `expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms ${phantomNames.join(', ')}; or a case of PortPy (folder or HDF5) or matRad (.mat)`,
    })
  const whole = phantom(known, { ...placed, anatomy })
  const opened = await computed({ whole, identity: identityOf(whole.name) }, { step, signal })
  return { ...opened, phantom: known }
}

async function computed(
  deliverable: Deliverable,
  {
    step = usualStep,
    signal,
  }: { readonly step?: number | undefined; readonly signal: AbortSignal | undefined },
): Promise<OpenedCase> {
  const { plan } = await planCaseOf(compact(deliverable.whole, { step }), { signal })
  return { plan: { ...plan, sampling: step }, deliverable }
}

/** Of somebody who does not exist. */
function identityOf(name: string): Deliverable['identity'] {
  const hash = hashOfText(name)
  return { frameOfReference: uidOf(hash), study: uidOf(hash, 1), patient: { id: name, name } }
}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { CaseError } from '../errors.ts'
import { ctOf, type Ct } from './ct.ts'
import { doseOf, type DicomDose } from './dose.ts'
import type { Fields } from './fields.ts'
import { planOf, type DicomPlan } from './plan.ts'
import { readDicomFile } from './read-file.ts'
import { structureSetOf, type StructureSet } from './structure-set.ts'

/** The files of one patient that belong together. */
export interface DicomStudy {
  readonly ct: Ct
  readonly structures?: StructureSet
  readonly dose?: DicomDose
  readonly plan?: DicomPlan
}

/**
 * Reads the DICOM files of a folder: CT images of one series and, if they are there, one each of RTSTRUCT, RTDOSE and
 * RTPLAN, in one frame of reference. Files whose names begin with a dot, and other modalities, are left out.
 * @throws CaseError naming the file and the field.
 */
export async function readDicomFolder(folder: string): Promise<DicomStudy> {
  const found = new Map<string, Fields[]>()
  for (const name of await namesIn(folder)) {
    const fields = await readDicomFile(join(folder, name))
    const modality = fields.text('Modality')
    found.set(modality, [...(found.get(modality) ?? []), fields])
  }
  const images = found.get('CT') ?? []
  if (images.length < 2)
    throw new CaseError(folder, {
      field: 'Modality',
      rule: `expected CT images of at least two slices, got ${images.length}`,
    })
  const one = (modality: string): Fields | undefined => {
    const [first, second] = found.get(modality) ?? []
    if (second)
      throw second.wrong(
        'Modality',
        `expected one ${modality} in a folder, got another beside ${first!.source}`,
      )
    return first
  }
  const [structures, dose, plan] = [one('RTSTRUCT'), one('RTDOSE'), one('RTPLAN')]
  const ct = ctOf(images)
  const study: DicomStudy = {
    ct,
    ...(structures && { structures: structureSetOf(structures) }),
    ...(dose && { dose: doseOf(dose) }),
    ...(plan && { plan: planOf(plan) }),
  }
  checkFrame(ct, structures, study.structures)
  checkFrame(ct, dose, study.dose)
  checkFrame(ct, plan, study.plan)
  return study
}

function checkFrame(
  ct: Ct,
  fields: Fields | undefined,
  part: { readonly frameOfReference?: string } | undefined,
): void {
  const frame = part?.frameOfReference
  if (fields && frame !== undefined && frame !== ct.frameOfReference)
    throw fields.wrong(
      'FrameOfReferenceUID',
      `expected that of the CT images, ${ct.frameOfReference}, got ${frame}`,
    )
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .toSorted()
  } catch (cause) {
    throw new CaseError(folder, {
      field: 'folder',
      rule: `expected a readable folder: ${String(cause)}`,
      cause,
    })
  }
}

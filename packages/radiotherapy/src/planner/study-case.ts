import { usualStructure } from '../cases/usual-structure.ts'
import { caseOfStudy } from '../dicom/case-of-study.ts'
import { readDicomFolder } from '../dicom/study.ts'
import { CaseError } from '../errors.ts'
import type { Deliverable } from './plan-export.ts'

/**
 * The case of a folder of DICOM files: CT, RTSTRUCT, and an RTPLAN for the beams and fractions. Only PTVs have objectives among
 * the targets (all targets, where there is no PTV); organs and the body have one each.
 * @param prescription Gy, where the plan does not say it.
 * @throws CaseError naming the file and the rule.
 */
export async function studyCase(
  folder: string,
  { spacing, prescription }: { readonly spacing: number; readonly prescription?: number | undefined },
): Promise<Deliverable> {
  const study = await readDicomFolder(folder)
  const { plan, structures: set } = study
  const refuse = (field: string, rule: string) => new CaseError(folder, { field, rule })
  if (!set) throw refuse('structures', 'expected an RTSTRUCT beside the images')
  if (!plan) throw refuse('beams', 'expected an RTPLAN, which has the beams')
  const dose = prescription ?? plan.prescription
  if (dose === undefined)
    throw refuse('TargetPrescriptionDose', 'expected a prescription in the RTPLAN or in the goals')
  const drawn = set.structures.filter(({ contours }) => contours.length > 0)
  const hasPtv = drawn.some(({ interpretedType }) => interpretedType === 'PTV')
  const { frameOfReference, study: uid, patient } = study.ct
  const whole = caseOfStudy(study, {
    name: plan.label,
    prescription: dose,
    fractions: plan.fractions,
    structures: drawn.map(({ name, interpretedType = '' }) =>
      usualStructure({ name, kind: interpretedType }, { prescription: dose, hasPtv }),
    ),
    spacing,
    beams: plan.beams,
  })
  return { whole, identity: { frameOfReference, study: uid, patient } }
}

import type { Case, CaseStructure } from '../cases/case.ts'
import { caseOfStudy } from '../dicom/case-of-study.ts'
import type { DrawnStructure } from '../dicom/structure-set.ts'
import { readDicomFolder } from '../dicom/study.ts'
import { CaseError } from '../errors.ts'

const targets = ['PTV', 'CTV', 'GTV']

/** What to begin with, before anything is turned: penalties, and dose levels as parts of the prescription. */
const usual = {
  target: { level: 1, penalty: 1000 },
  organ: { level: 0.5, penalty: 300 },
  body: { level: 0.6, penalty: 100 },
} as const

/**
 * The case of a folder of DICOM files: CT, RTSTRUCT, and an RTPLAN for the beams and fractions. Only PTVs have objectives among
 * the targets (all targets, where there is no PTV); organs and the body have one each.
 * @param prescription Gy, where the plan does not say it.
 * @throws CaseError naming the file and the rule.
 */
export async function studyCase(
  folder: string,
  { spacing, prescription }: { readonly spacing: number; readonly prescription?: number | undefined },
): Promise<Case> {
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
  return caseOfStudy(study, {
    name: plan.label,
    prescription: dose,
    fractions: plan.fractions,
    structures: drawn.map((one) => structureOf(one, dose, hasPtv)),
    spacing,
    beams: plan.beams,
  })
}

function structureOf(
  { name, interpretedType = '' }: DrawnStructure,
  prescription: number,
  hasPtv: boolean,
): Omit<CaseStructure, 'voxels'> {
  if (targets.includes(interpretedType)) {
    const { level, penalty } = usual.target
    const counts = interpretedType === 'PTV' || !hasPtv
    const objective = { kind: 'squaredDeviation', dose: level * prescription, penalty } as const
    return { name, type: 'target', priority: 1, objectives: counts ? [objective] : [] }
  }
  const isBody = interpretedType === 'EXTERNAL'
  const { level, penalty } = usual[isBody ? 'body' : 'organ']
  const objective = { kind: 'squaredOverdosing', dose: level * prescription, penalty } as const
  return { name, type: 'organ', priority: isBody ? 3 : 2, objectives: [objective] }
}

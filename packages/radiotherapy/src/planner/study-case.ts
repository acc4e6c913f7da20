import { basename } from 'node:path'

import { usualStructure } from '../cases/usual-structure.ts'
import { caseOfStudy } from '../dicom/case-of-study.ts'
import { readDicomFolder } from '../dicom/study.ts'
import { CaseError } from '../errors.ts'
import type { BeamSetup } from '../geometry/beam-frame.ts'
import type { Xyz } from '../plan-case.ts'
import type { Deliverable } from './plan-export.ts'

interface StudyLayout {
  /** mm */
  readonly spacing?: number | undefined
  /** mm */
  readonly bixelWidth?: number | undefined
  /** Degrees, in place of the beams of the plan. */
  readonly gantry?: readonly number[] | undefined
  /** Gy, where the plan does not say it. */
  readonly prescription?: number | undefined
}

/** Where no plan says how many there are: of 2 Gy each. */
const usualFraction = 2

/**
 * The case of a folder of DICOM files: CT, RTSTRUCT, and an RTPLAN for the beams and fractions. Without an RTPLAN angles have to be
 * given, and fractions are of 2 Gy; beams at these angles meet where those of the plan do, or in the middle of the targets. Only
 * PTVs have objectives among the targets (all targets, where there is no PTV); organs and the body have one each.
 * @throws CaseError naming the file and the rule.
 */
export async function studyCase(
  folder: string,
  { gantry, prescription, ...layout }: StudyLayout,
): Promise<Deliverable> {
  const study = await readDicomFolder(folder)
  const { plan, structures: set } = study
  const refuse = (field: string, rule: string) => new CaseError(folder, { field, rule })
  if (!set) throw refuse('structures', 'expected an RTSTRUCT beside the images')
  if (!plan && !gantry) throw refuse('beams', 'expected an RTPLAN, which has the beams, or their angles')
  const dose = prescription ?? plan?.prescription
  if (dose === undefined)
    throw refuse('TargetPrescriptionDose', 'expected a prescription in the RTPLAN or in the goals')
  const drawn = set.structures.filter(({ contours }) => contours.length > 0)
  const hasPtv = drawn.some(({ interpretedType }) => interpretedType === 'PTV')
  const { frameOfReference, study: uid, patient } = study.ct
  const turned = (middle: Xyz): readonly BeamSetup[] =>
    (gantry ?? []).map((angle) => ({
      gantry: angle,
      couch: 0,
      isocentre: plan?.beams[0]?.isocentre ?? middle,
    }))
  const whole = caseOfStudy(study, {
    name: plan?.label ?? basename(folder),
    prescription: dose,
    fractions: plan?.fractions ?? Math.max(1, Math.round(dose / usualFraction)),
    structures: drawn.map(({ name, interpretedType = '' }) =>
      usualStructure({ name, kind: interpretedType }, { prescription: dose, hasPtv }),
    ),
    beams: gantry ? turned : plan!.beams,
    ...layout,
  })
  return { whole, identity: { frameOfReference, study: uid, patient } }
}

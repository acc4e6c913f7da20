import type { BeamSetup } from '../geometry/beam-frame.ts'
import type { Fields } from './fields.ts'

/** The header of an RTPLAN file: what is planned, without how leaves move. */
export interface DicomPlan {
  readonly label: string
  readonly frameOfReference?: string
  readonly uid: string
  readonly fractions: number
  /** Gy over the whole course, where the plan says so. */
  readonly prescription?: number
  readonly beams: readonly DicomBeam[]
}

export interface DicomBeam extends BeamSetup {
  readonly number: number
  readonly name: string
  readonly machine: string
  readonly radiation: string
  /** MV of photons. */
  readonly energy?: number
  /** mm */
  readonly sourceAxisDistance?: number
}

/** @throws CaseError naming the file and the field that is missing or wrong. */
export function planOf(fields: Fields): DicomPlan {
  const modality = fields.text('Modality')
  if (modality !== 'RTPLAN') throw fields.wrong('Modality', `expected RTPLAN, got ${modality}`)
  const [group] = fields.items('FractionGroupSequence')
  if (!group) throw fields.wrong('FractionGroupSequence', 'expected one item, got none')
  const fractions = group.number('NumberOfFractionsPlanned')
  if (!(Number.isInteger(fractions) && fractions >= 1))
    throw group.wrong('NumberOfFractionsPlanned', `expected a whole number from 1 up, got ${fractions}`)
  const prescribed = fields
    .items('DoseReferenceSequence')
    .map((item) => item.optionalNumber('TargetPrescriptionDose'))
    .filter((dose) => dose !== undefined)
  const frameOfReference = fields.optionalText('FrameOfReferenceUID')
  return {
    label: fields.text('RTPlanLabel'),
    uid: fields.text('SOPInstanceUID'),
    fractions,
    ...(frameOfReference !== undefined && { frameOfReference }),
    ...(prescribed.length > 0 && { prescription: Math.max(...prescribed) }),
    beams: fields.items('BeamSequence').map(beamOf),
  }
}

function beamOf(beam: Fields): DicomBeam {
  const [first] = beam.items('ControlPointSequence')
  if (!first) throw beam.wrong('ControlPointSequence', 'expected at least one item, got none')
  const [x, y, z] = first.numbers('IsocenterPosition', 3)
  const energy = first.optionalNumber('NominalBeamEnergy')
  const sourceAxisDistance = beam.optionalNumber('SourceAxisDistance')
  const number = beam.number('BeamNumber')
  return {
    number,
    name: beam.optionalText('BeamName') ?? String(number),
    machine: beam.optionalText('TreatmentMachineName') ?? '',
    radiation: beam.text('RadiationType'),
    gantry: first.number('GantryAngle'),
    couch: first.optionalNumber('PatientSupportAngle') ?? 0,
    isocentre: { x: x!, y: y!, z: z! },
    ...(energy !== undefined && { energy }),
    ...(sourceAxisDistance !== undefined && { sourceAxisDistance }),
  }
}

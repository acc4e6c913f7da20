import { createHash } from 'node:crypto'

import { checkGrid, cubeIndex, voxelsOf, type PlacedGrid, type Volume } from '../geometry/placed-grid.ts'
import { notice } from '../notice.ts'
import { encoded, joined, type Elements, type ElementValue } from './elements.ts'
import { tags } from './tags.ts'

export interface DoseExport {
  /** Gy over the whole course, by cube index. */
  readonly dose: Volume
  /** Whose dose it is: that of the CT images. */
  readonly frameOfReference: string
  readonly study: string
  readonly patient: { readonly id: string; readonly name: string }
  /** The UID of the RTPLAN that it belongs to, where there is one. */
  readonly plan?: string
}

const storage = { dose: '1.2.840.10008.5.1.4.1.1.481.2', plan: '1.2.840.10008.5.1.4.1.1.481.5' }
const explicitLittleEndian = '1.2.840.10008.1.2.1'

/**
 * An RTDOSE file of a dose, explicit little-endian with 32 bits for each voxel: what is read back differs by at most half of
 * DoseGridScaling. The same dose gives the same bytes. It says that it is for research only.
 * @throws RangeError naming the rule, for a dose that is negative or no number, or text that DICOM can not hold.
 */
export function encodedDose({ dose, frameOfReference, study, patient, plan }: DoseExport): Uint8Array {
  checkGrid(dose.grid)
  const { scaling, pixels } = scaled(dose)
  const identity = createHash('sha256').update(
    JSON.stringify([dose.grid, frameOfReference, study, patient, plan]),
  )
  const hash = identity.update(pixels).digest('hex')
  const [instance, series] = [uidOf(hash), uidOf(hash, 1)]
  const body = encoded({
    SpecificCharacterSet: { vr: 'CS', text: 'ISO_IR 192' },
    SOPClassUID: uid(storage.dose),
    SOPInstanceUID: uid(instance),
    StudyDate: { vr: 'DA', text: '' },
    StudyTime: { vr: 'TM', text: '' },
    AccessionNumber: { vr: 'SH', text: '' },
    Modality: { vr: 'CS', text: 'RTDOSE' },
    Manufacturer: { vr: 'LO', text: 'textgrad' },
    ReferringPhysicianName: { vr: 'PN', text: '' },
    SeriesDescription: { vr: 'LO', text: checkedText('the notice', notice, 64) },
    PatientName: { vr: 'PN', text: checkedText('patient.name', patient.name, 64) },
    PatientID: { vr: 'LO', text: checkedText('patient.id', patient.id, 64) },
    PatientBirthDate: { vr: 'DA', text: '' },
    PatientSex: { vr: 'CS', text: '' },
    StudyInstanceUID: uid(checkedUid('study', study)),
    SeriesInstanceUID: uid(series),
    StudyID: { vr: 'SH', text: '' },
    SeriesNumber: { vr: 'IS', text: '' },
    InstanceNumber: { vr: 'IS', text: '1' },
    FrameOfReferenceUID: uid(checkedUid('frameOfReference', frameOfReference)),
    PositionReferenceIndicator: { vr: 'LO', text: '' },
    ...geometry(dose.grid),
    DoseUnits: { vr: 'CS', text: 'GY' },
    DoseType: { vr: 'CS', text: 'PHYSICAL' },
    DoseComment: { vr: 'LO', text: notice },
    DoseSummationType: { vr: 'CS', text: 'PLAN' },
    DoseGridScaling: { vr: 'DS', text: scaling },
    ...(plan !== undefined && {
      ReferencedRTPlanSequence: {
        vr: 'SQ',
        items: [
          {
            ReferencedSOPClassUID: uid(storage.plan),
            ReferencedSOPInstanceUID: uid(checkedUid('plan', plan)),
          },
        ],
      },
    }),
    PixelData: { vr: 'OW', bytes: pixels },
  })
  return joined([preamble(), fileMeta(instance), body])
}

/** How the pixels lie: PS3.3, C.7.6.2, C.7.6.3 and C.8.8.3. */
function geometry({ size, spacing, origin }: PlacedGrid): Elements {
  const offsets = Array.from({ length: size.z }, (_, frame) => decimal(frame * spacing.z))
  return {
    SliceThickness: { vr: 'DS', text: decimal(spacing.z) },
    ImagePositionPatient: { vr: 'DS', text: [origin.x, origin.y, origin.z].map(decimal).join('\\') },
    ImageOrientationPatient: { vr: 'DS', text: '1\\0\\0\\0\\1\\0' },
    SamplesPerPixel: { vr: 'US', word: 1 },
    PhotometricInterpretation: { vr: 'CS', text: 'MONOCHROME2' },
    NumberOfFrames: { vr: 'IS', text: String(size.z) },
    FrameIncrementPointer: { vr: 'AT', text: tags.GridFrameOffsetVector },
    Rows: { vr: 'US', word: size.y },
    Columns: { vr: 'US', word: size.x },
    PixelSpacing: { vr: 'DS', text: `${decimal(spacing.y)}\\${decimal(spacing.x)}` },
    BitsAllocated: { vr: 'US', word: 32 },
    BitsStored: { vr: 'US', word: 32 },
    HighBit: { vr: 'US', word: 31 },
    PixelRepresentation: { vr: 'US', word: 0 },
    GridFrameOffsetVector: { vr: 'DS', text: offsets.join('\\') },
  }
}

/** The numbers of the pixels, frame by frame and row by row, and what one of them stands for. */
function scaled({ grid, values }: Volume): { readonly scaling: string; readonly pixels: Uint8Array } {
  const { size } = grid
  if (values.length !== voxelsOf(grid))
    throw new RangeError(`Expected the dose of ${voxelsOf(grid)} voxels, got ${values.length}`)
  if (Math.max(size.x, size.y) > 65_535)
    throw new RangeError(`Expected at most 65535 rows and columns, got ${size.y} and ${size.x}`)
  const wrong = values.findIndex((value) => !(value >= 0 && value < Infinity))
  if (wrong >= 0)
    throw new RangeError(`Expected doses that are not negative, got ${values[wrong]} in voxel ${wrong}`)
  const most = Float64Array.from(values).reduce((greatest, value) => Math.max(greatest, value), 0)
  // Rounded up, so that the greatest dose fits; a dose of 0 everywhere needs a scaling, too.
  const scaling = most === 0 ? '1' : ((most / 0xff_ff_ff_ff) * (1 + 1e-8)).toExponential(9)
  const step = Number(scaling)
  const pixels = new Uint32Array(values.length)
  let pixel = 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++) pixels[pixel++] = Math.round(values[cubeIndex(grid, x, y, z)]! / step)
    }
  }
  return { scaling, pixels: new Uint8Array(pixels.buffer) }
}

function preamble(): Uint8Array {
  return joined([new Uint8Array(128), new TextEncoder().encode('DICM')])
}

function fileMeta(instance: string): Uint8Array {
  const rest = encoded({
    FileMetaInformationVersion: { vr: 'OB', bytes: Uint8Array.of(0, 1) },
    MediaStorageSOPClassUID: uid(storage.dose),
    MediaStorageSOPInstanceUID: uid(instance),
    TransferSyntaxUID: uid(explicitLittleEndian),
    ImplementationClassUID: uid('2.25.205386139284912837495098234857'),
  })
  return joined([encoded({ FileMetaInformationGroupLength: { vr: 'UL', long: rest.length } }), rest])
}

const uid = (text: string): ElementValue => ({ vr: 'UI', text })

/** A UID of 2.25 and a number of 128 bits (PS3.5, B.2), from a hash. */
export const uidOf = (hash: string, which = 0): string =>
  `2.25.${BigInt(`0x${hash.slice(32 * which, 32 * which + 32)}`)}`

function checkedUid(name: string, text: string): string {
  if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(text) || text.length > 64)
    throw new RangeError(`Expected ${name} to be a UID, got ${JSON.stringify(text)}`)
  return text
}

function checkedText(name: string, text: string, most: number): string {
  // Control characters and the backslash have a meaning of their own.
  if (text.length > most || /[\p{Cc}\\]/u.test(text))
    throw new RangeError(
      `Expected ${name} of at most ${most} characters without \\, got ${JSON.stringify(text)}`,
    )
  return text
}

/** A number as a decimal string of at most 16 characters. */
function decimal(number: number): string {
  const plain = String(number)
  if (plain.length <= 16) return plain
  return Array.from({ length: 16 }, (_, index) => String(Number(number.toPrecision(16 - index)))).find(
    (text) => text.length <= 16,
  )!
}

import { requirePythonModule, runPython } from '@textgrad/host/testing'

export const requirePydicom = (): boolean => requirePythonModule('pydicom')

const program = `
import json, sys, pydicom
f = pydicom.dcmread(sys.argv[1])
pixels = f.pixel_array
json.dump({
    'modality': f.Modality, 'units': f.DoseUnits, 'comment': f.DoseComment, 'series': f.SeriesDescription,
    'scaling': float(f.DoseGridScaling), 'shape': list(pixels.shape), 'position': [float(v) for v in f.ImagePositionPatient],
    'spacing': [float(v) for v in f.PixelSpacing], 'offsets': [float(v) for v in f.GridFrameOffsetVector],
    'name': str(f.PatientName), 'study': f.StudyInstanceUID, 'frame': f.FrameOfReferenceUID,
    'instance': f.SOPInstanceUID, 'meta': f.file_meta.MediaStorageSOPInstanceUID,
    'plan': [p.ReferencedSOPInstanceUID for p in getattr(f, 'ReferencedRTPlanSequence', [])],
    'pixels': pixels.ravel().tolist(),
}, sys.stdout)
`

export interface ReadByPydicom {
  readonly modality: string
  readonly units: string
  readonly comment: string
  readonly series: string
  readonly scaling: number
  /** Frames, rows and columns. */
  readonly shape: readonly number[]
  readonly position: readonly number[]
  readonly spacing: readonly number[]
  readonly offsets: readonly number[]
  readonly name: string
  readonly study: string
  readonly frame: string
  readonly instance: string
  readonly meta: string
  readonly plan: readonly string[]
  readonly pixels: readonly number[]
}

/** What pydicom reads of an RTDOSE file. */
export const readByPydicom = (file: string): ReadByPydicom =>
  JSON.parse(runPython(program, undefined, file)) as ReadByPydicom

import { spawnSync } from 'node:child_process'

const python = '/usr/bin/python3'

/** Whether Debian's python3-pydicom is there; with CI=true its absence is an error that names the package. */
export function requirePydicom(): boolean {
  const isThere = spawnSync(python, ['-c', 'import pydicom'], { stdio: 'ignore' }).status === 0
  if (!isThere && process.env['CI'] === 'true')
    throw new Error('pydicom is missing: apt-get install python3-pydicom')
  return isThere
}

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
export function readByPydicom(file: string): ReadByPydicom {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`pydicom could not read ${file}: ${stderr}`)
  return JSON.parse(stdout) as ReadByPydicom
}

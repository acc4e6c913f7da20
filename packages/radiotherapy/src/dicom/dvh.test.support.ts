import { spawnSync } from 'node:child_process'

import { runPython } from '@textgrad/host/testing'

/** Metrics of a structure as dicompyler-core gives them: volumes in cc, doses in Gy. */
export type DvhMetrics = Readonly<Record<string, number>>

const names = ['D2', 'D50', 'D95', 'D98']

const byNumpy = `
import json, sys
import numpy as np, pydicom
rs, rd = pydicom.dcmread(sys.argv[1]), pydicom.dcmread(sys.argv[2])
dose = rd.pixel_array * float(rd.DoseGridScaling)
x = float(rd.ImagePositionPatient[0]) + float(rd.PixelSpacing[1]) * np.arange(rd.Columns)
y = float(rd.ImagePositionPatient[1]) + float(rd.PixelSpacing[0]) * np.arange(rd.Rows)
z = float(rd.ImagePositionPatient[2]) + np.array(rd.GridFrameOffsetVector, float)
px, py = np.meshgrid(x, y)

# Whether points are within a polygon, by crossings (E. Haines, Graphics Gems IV, 1994), with the edges that matplotlib's
# paths have, which dicompyler-core uses.
def within(points):
    inside = np.zeros(px.shape, bool)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, axis=0)):
        one, other = ay >= py, by >= py
        inside ^= (one != other) & (((by - py) * (ax - bx) >= (bx - px) * (ay - by)) == other)
    return inside

def metrics(contours):
    planes = {}
    for c in contours:
        points = np.array(c.ContourData, float).reshape(-1, 3)
        at = round(points[0, 2], 3)
        planes[at] = planes.get(at, np.zeros(px.shape, bool)) ^ within(points[:, :2])
    thickness = np.diff(sorted(planes)).min()
    d = np.concatenate([dose[np.abs(z - at).argmin()][mask] for at, mask in planes.items()])
    voxel = thickness * float(rd.PixelSpacing[0]) * float(rd.PixelSpacing[1]) / 1000
    # A histogram in steps of 1 cGy; Dx is where its sum from above comes nearest to x per cent.
    counts = np.bincount((d * 100).astype(int))
    above = 100 * counts[::-1].cumsum()[::-1] / len(d)
    out = {'D%d' % v: float(np.abs(above - v).argmin()) / 100 for v in (2, 50, 95, 98)}
    return {**out, 'volume_cc': len(d) * voxel, 'mean': d.mean(), 'max': d.max()}

rois = {int(r.ROINumber): str(r.ROIName) for r in rs.StructureSetROISequence}
json.dump({rois[int(c.ReferencedROINumber)]: metrics(c.ContourSequence) for c in rs.ROIContourSequence}, sys.stdout)
`

const byDicompyler = `
import json, sys, pydicom
from dicompylercore import dvhcalc
out = {}
for roi in pydicom.dcmread(sys.argv[1]).StructureSetROISequence:
    dvh = dvhcalc.get_dvh(sys.argv[1], sys.argv[2], int(roi.ROINumber))
    out[str(roi.ROIName)] = {
        'volume_cc': float(dvh.volume), 'mean': float(dvh.mean), 'max': float(dvh.max),
        **{name: float(getattr(dvh, name).value) for name in ${JSON.stringify(names)}},
    }
json.dump(out, sys.stdout)
`

/** Whether dicompyler-core is installed (python3-dicompylercore); it is compared with where it is. */
export const hasDicompyler = (): boolean =>
  spawnSync('/usr/bin/python3', ['-c', 'import dicompylercore'], { stdio: 'ignore' }).status === 0

/** Of each structure of an RTSTRUCT in an RTDOSE, by files: as numpy computes them, or dicompyler-core. */
export const dvhOf = (
  structures: string,
  dose: string,
  by: 'numpy' | 'dicompyler-core',
): Readonly<Record<string, DvhMetrics>> =>
  JSON.parse(runPython(by === 'numpy' ? byNumpy : byDicompyler, undefined, structures, dose)) as Readonly<
    Record<string, DvhMetrics>
  >

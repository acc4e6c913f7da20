import { beamFrame } from '../geometry/beam-frame.ts'
import { centreOf } from '../geometry/placed-grid.ts'
import { analyticBeamlets } from './analytic.ts'
import type { Beam } from './beam.ts'
import type { Beamlets, Entries } from './beamlets.ts'
import { distanceToSurface } from './distance-to-surface.ts'
import type { KernelModel } from './kernel-model.ts'
import { kernelBeamlets } from './kernel.ts'
import type { Medium } from './medium.ts'
import { radiologicalDepth, type RadiologicalDepth } from './radiological-depth.ts'

/** All that rows are made from; it can be sent to a thread. */
export interface Irradiation {
  readonly medium: Medium
  readonly beams: readonly Beam[]
  /** Without one it is the generic beam. */
  readonly machine?: KernelModel
}

/** Neighbouring rows of a dose-influence matrix. */
export interface Rows {
  /** How many entries each row has. */
  readonly counts: Uint32Array
  readonly columns: Uint16Array
  readonly values: Float32Array
}

/** Makes the rows of voxels `from` up to `to` of the medium. */
export function rowMaker({ medium, beams, machine }: Irradiation): (from: number, to: number) => Rows {
  const bixels = beams.reduce((sum, beam) => sum + beam.bixels.length, 0)
  const prepared = beams.map((beam, index) => {
    const firstColumn = beams.slice(0, index).reduce((sum, before) => sum + before.bixels.length, 0)
    return preparedBeam(medium, beam, { firstColumn, machine })
  })
  let room: Entries = { columns: new Uint16Array(), values: new Float32Array(), length: 0 }
  return (from, to) => {
    const most = (to - from) * bixels
    if (room.columns.length < most)
      room = { columns: new Uint16Array(most), values: new Float32Array(most), length: 0 }
    const entries = room
    entries.length = 0
    const counts = new Uint32Array(to - from)
    for (let row = from; row < to; row++) {
      const before = entries.length
      const centre = centreOf(medium.grid, medium.voxels[row]!)
      for (const { toBeam, depthAt, beamlets } of prepared) {
        const point = toBeam(centre)
        // What is level with the source or behind it gets nothing.
        if (point.y > 0) beamlets(point, depthAt(centre.x, centre.y, centre.z), entries)
      }
      counts[row - from] = entries.length - before
    }
    const { length } = entries
    // Memory that threads share need not be copied when it is sent.
    const columns = new Uint16Array(new SharedArrayBuffer(2 * length))
    const values = new Float32Array(new SharedArrayBuffer(4 * length))
    columns.set(entries.columns.subarray(0, length))
    values.set(entries.values.subarray(0, length))
    return { counts, columns, values }
  }
}

interface PreparedBeam {
  readonly toBeam: ReturnType<typeof beamFrame>['toBeam']
  readonly depthAt: RadiologicalDepth
  readonly beamlets: Beamlets
}

function preparedBeam(
  { density }: Medium,
  beam: Beam,
  { firstColumn, machine }: { readonly firstColumn: number; readonly machine: KernelModel | undefined },
): PreparedBeam {
  const { toBeam, source } = beamFrame(beam)
  const depthAt = radiologicalDepth(density, source)
  if (!machine) return { toBeam, depthAt, beamlets: analyticBeamlets(beam, firstColumn) }
  const surface = distanceToSurface(density, source, beam.isocentre)
  if (surface === undefined)
    throw new RangeError('Expected the axis of each beam to meet the body: it is denser than 0.05 nowhere')
  return { toBeam, depthAt, beamlets: kernelBeamlets(machine, beam, { firstColumn, surface }) }
}

import { workerModule, workerPool } from '@textgrad/host'

import type { Csr } from '../influence/csr.ts'
import { bixelLattice } from './bixel-lattice.ts'
import type { DoseEngine } from './dose-engine.ts'
import { checkKernelModel, type KernelModel } from './kernel-model.ts'
import { checkMedium } from './medium.ts'
import type { Irradiation, Rows } from './rows.ts'

/** Photons of a generic 6 MV machine: needs no data, see `analyticBeamlets` for what it leaves out. */
export function genericPhotons(): DoseEngine {
  return engineOf('photons/generic')
}

/**
 * Photons by a machine's kernels, as matRad's pencil beams.
 * @throws RangeError naming the rule, for a machine that is none.
 */
export function kernelPhotons(machine: KernelModel): DoseEngine {
  checkKernelModel(machine)
  return engineOf('photons/kernels', machine)
}

function engineOf(name: string, machine?: KernelModel): DoseEngine {
  return {
    name,
    async influence(medium, beams, { signal, onProgress, threads } = {}) {
      signal?.throwIfAborted()
      checkMedium(medium)
      const bixels = beams.flatMap((beam, index) => beam.bixels.map(({ x, z }) => ({ beam: index, x, z })))
      for (const beam of beams) bixelLattice(beam)
      if (bixels.length === 0 || bixels.length > 65_536)
        throw new RangeError(`Expected beams of 1 to 65536 bixels, got ${bixels.length}`)
      const irradiation: Irradiation = { medium, beams, ...(machine && { machine }) }
      const parts = await computed(irradiation, bixels.length, { signal, onProgress, threads })
      return { matrix: joined(parts, medium.voxels.length, bixels.length), bixels }
    },
  }
}

/** Entries that there is room for in a part of the work: few enough to hear of an abort soon. */
const entriesAtOnce = 500_000

async function computed(
  irradiation: Irradiation,
  bixels: number,
  { signal, onProgress, threads }: Parameters<DoseEngine['influence']>[2] & {},
): Promise<readonly Rows[]> {
  const voxels = irradiation.medium.voxels.length
  const atOnce = Math.max(16, Math.floor(entriesAtOnce / bixels))
  const parts = Math.ceil(voxels / atOnce)
  await using pool = workerPool<readonly [number, number], Rows>(
    workerModule(import.meta.url, 'rows.worker'),
    {
      size: threads,
      data: irradiation,
    },
  )
  let done = 0
  const rows = await Promise.all(
    Array.from({ length: parts }, async (_, part) => {
      const made = await pool.run([part * atOnce, Math.min(voxels, (part + 1) * atOnce)], { signal })
      done += 1
      onProgress?.(done / parts)
      return made
    }),
  )
  signal?.throwIfAborted()
  return rows
}

function joined(parts: readonly Rows[], voxels: number, bixels: number): Csr {
  const entries = parts.reduce((sum, { values }) => sum + values.length, 0)
  const starts = new Uint32Array(voxels + 1)
  const columns = new Uint16Array(entries)
  const values = new Float32Array(entries)
  let [row, entry] = [0, 0]
  for (const part of parts) {
    columns.set(part.columns, entry)
    values.set(part.values, entry)
    for (const count of part.counts) {
      entry += count
      starts[++row] = entry
    }
  }
  return { voxels, bixels, starts, columns, values }
}

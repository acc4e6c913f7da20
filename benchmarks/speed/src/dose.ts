import { genericPhotons, phantom, type Medium } from '@textgrad/radiotherapy'

import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const required = { seconds: 3, threads: 2 }
/** Those of a plan that matRad computed on the same voxels with the same bixels, in Octave: half a minute. */
const gantry = Array.from({ length: 7 }, (_, index) => (360 * index) / 7)

/** How long the whole dose-influence matrix of the C-shape takes: every voxel of the body, no dose left out at random. */
export async function dose({ quick }: Extent): Promise<readonly Table[]> {
  const rounds = quick ? 1 : 5
  const { grid, density, beams, structures } = phantom('c-shape', { gantry, spacing: 5, bixelWidth: 10 })
  const body = structures.find(({ name }) => name === 'Body')!
  const medium: Medium = { grid, density, voxels: body.voxels }
  const engine = genericPhotons()
  const measured = [1, required.threads].map((threads) => ({
    threads,
    seconds: Infinity,
    processor: Infinity,
  }))
  let [entries, bixels] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    for (const row of measured) {
      const [begun, used] = [performance.now(), process.cpuUsage()]
      const { matrix } = await engine.influence(medium, beams, { threads: row.threads })
      const { user, system } = process.cpuUsage(used)
      row.seconds = Math.min(row.seconds, (performance.now() - begun) / 1000)
      row.processor = Math.min(row.processor, (user + system) / 1e6)
      ;[entries, bixels] = [matrix.values.length, matrix.bixels]
    }
  }
  return [
    {
      name: 'dose-speed',
      title:
        `Seconds for the dose-influence matrix of the C-shape by ${engine.name}: ${body.voxels.length} voxels of 5 mm, ${bixels} ` +
        `bixels of 10 mm in ${gantry.length} beams, ${(entries / 1e6).toFixed(2)} million doses, starting its threads each time; ` +
        `least of ${rounds} interleaved rounds. Required: <= ${required.seconds} s with ${required.threads} threads`,
      columns: ['threads', 'seconds', 'of processors', 'million doses a second', 'kept'],
      rows: measured.map(({ threads, seconds, processor }) => [
        threads,
        Number(seconds.toFixed(2)),
        Number(processor.toFixed(2)),
        Number((entries / seconds / 1e6).toFixed(1)),
        threads === required.threads ? seconds <= required.seconds : '',
      ]),
    },
  ]
}

import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { workersScale } from './workers-scale.ts'

describe.skipIf(!requireProgram('redis-server'))(
  'the benchmark of many workers',
  { timeout: 240_000 },
  () => {
    it('measures what a job takes of the run, of Redis and of the workers, and simulates with it', async () => {
      const tables = await workersScale({ sizes: [2], checked: [[2, 0.05]], jobs: 100, simulated: [1, 400] })
      const [measured, checked, oneRun] = tables
      const [row] = measured!.rows
      const { connections, 'jobs/s': throughput } = Object.fromEntries(
        measured!.columns.map((name, at) => [name, Number(row![at])]),
      )
      // Some of each worker, and of the run.
      expect(connections).toBeGreaterThan(2 * 2)
      expect(throughput).toBeGreaterThan(0)
      expect(checked!.rows).toHaveLength(1)
      const busy = oneRun!.rows.map((cells) => cells.slice(1).map((cell) => Number.parseFloat(String(cell))))
      // Where a job is short the many wait for the one run; where it is long nobody waits.
      expect(busy[0]![1]).toBeLessThan(busy[0]![0]!)
      expect(busy.at(-1)![1]).toBeGreaterThan(95)
    })
  },
)

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

/**
 * Whether scoring leaks: the memory of a process after a warm-up, and after 20,000 molecules, 2,000 reactions and 2,000
 * texts that are no molecules more, or a tenth of all. The process has a nursery of
 * fixed size, because V8 lets it grow with the traffic for minutes, which is no leak.
 */
export async function moleculesMemory({ quick }: Extent): Promise<readonly Table[]> {
  const program = join(import.meta.dirname, 'molecules-memory.program.ts')
  const measured = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=8', program, quick ? '0.1' : '1'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (measured.status !== 0)
    throw new Error(`The measuring process ended with ${measured.status ?? measured.signal}`)
  return [JSON.parse(measured.stdout) as Table]
}

// The language model is simulated (tools/sim in the shared folder), in a process of its own memory.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { simOfTests, simPath } from './sim.test.support.ts'

const program = fileURLToPath(new URL('faults-memory.test.program.ts', import.meta.url))

describe.skipIf(!simPath)('a reply without end', () => {
  const sim = simOfTests()

  test.for(['huge:bytes=50000000', 'gzip_bomb:bytes=400000000'])(
    'fault 19: %s takes less than 64 MiB of memory',
    async (fault) => {
      sim().configure({ faults: [fault] })
      const { stdout } = await promisify(execFile)(process.execPath, [program, sim().baseURL])
      const { grownMiB, messages } = JSON.parse(stdout) as { grownMiB: number; messages: string[] }
      expect(messages[0]).toContain('replied with more than 8388608 bytes')
      expect(grownMiB).toBeLessThan(64)
    },
  )
})

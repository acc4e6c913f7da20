import { canMakeNetworks, requireProgram } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { workersNetwork } from './workers-network.ts'

const isThere = requireProgram('redis-server') && requireProgram('ip') && canMakeNetworks()

// The language model is simulated; the hosts, their processes and their network are real.
describe.skipIf(!isThere)('a run on three hosts', { timeout: 600_000 }, () => {
  it('is the same, and buys nothing twice that it has, though the link of Redis was cut for longer than the lease', async () => {
    const [table] = await workersNetwork({ seconds: 3, cuts: ['redis'], lease: 2000, steps: 4 })
    const [row] = table!.rows
    expect(Object.fromEntries(table!.columns.map((name, at) => [name, row![at]]))).toMatchObject({
      'same as here': true,
      replies: 66,
      'of those committed': 0,
      kept: true,
    })
  })
})

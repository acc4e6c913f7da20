import { pathToFileURL } from 'node:url'

import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** The part of the simulator (tools/sim/README.md) that these tests use. */
export interface Sim {
  readonly baseURL: string
  readonly port: number
  stats(): SimStats
  configure(change: SimChange): void
  outage(milliseconds: number): void
  reset(): void
  close(): Promise<void>
}

interface SimChange {
  readonly faults?: readonly string[]
  readonly latency?: string
  readonly sampling?: 'stable' | 'occurrence'
  readonly apiKey?: string | null
  readonly rpm?: number | null
}

interface SimStats {
  readonly requests: number
  readonly paid: number
  readonly paidLost: number
  readonly duplicatePaid: number
  readonly tokensIn: number
  readonly tokensOut: number
  readonly byFault: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
}

export const simPath = sharedPath('tools/sim/sim.mjs')

/** The simulator that all tests of a suite share: started before them, and without faults before each. */
export function simOfTests(options: object = {}): () => Sim {
  let sim: Sim | undefined
  beforeAll(async () => {
    const module = (await import(pathToFileURL(simPath ?? '').href)) as {
      startSim(options: object): Promise<Sim>
    }
    sim = await module.startSim(options)
  }, 60_000)
  afterAll(() => sim?.close())
  beforeEach(() => {
    sim?.reset()
    sim?.configure({ faults: [], latency: '0', sampling: 'stable', apiKey: null })
  })
  return () => sim!
}

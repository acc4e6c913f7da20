import { pathToFileURL } from 'node:url'

import type { EngineError, GenerateRequest } from '@textgrad/core'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, beforeEach } from 'vitest'

import { openai, type OpenAIOptions } from './openai/openai.ts'

/** The part of the simulator (tools/sim/README.md) that these tests use. */
export interface Sim {
  readonly baseURL: string
  readonly port: number
  records(): readonly SimRecord[]
  stats(): SimStats
  configure(change: SimChange): void
  outage(milliseconds: number): void
  reset(): void
  close(): Promise<void>
}

interface SimChange {
  readonly faults?: readonly (string | object)[]
  readonly latency?: string
  readonly chunkDelay?: string
  readonly sampling?: 'stable' | 'occurrence'
}

interface SimStats {
  readonly requests: number
  readonly paid: number
  readonly paidLost: number
  /** Of what was paid. */
  readonly tokensIn: number
  readonly tokensOut: number
  readonly duplicateOfDelivered: number
  readonly maxInFlight: number
  readonly byStatus: Readonly<Record<string, number>>
}

interface SimRecord {
  readonly body: Readonly<Record<string, unknown>>
  readonly paid: boolean
  readonly clientGone: boolean
}

export const simPath = sharedPath('tools/sim/sim.mjs')

export async function startSim(options: object = {}): Promise<Sim> {
  const module = (await import(pathToFileURL(simPath ?? '').href)) as {
    startSim(options: object): Promise<Sim>
  }
  return module.startSim({ keepBodies: true, ...options })
}

/** The simulator that all tests of a suite share: started before them, and without faults before each. */
export function simOfTests(): () => Sim {
  let sim: Sim | undefined
  beforeAll(async () => {
    sim = await startSim()
  }, 60_000)
  afterAll(() => sim?.close())
  beforeEach(() => {
    sim?.reset()
    sim?.configure({ faults: [], latency: '0', chunkDelay: '0', sampling: 'stable' })
  })
  return () => sim!
}

/** A key of which no part may appear in any text. */
export const canary = 'sk-proj-CANARY0123456789abcdefghijklmnop'

export function engineAt(sim: Sim, options: Partial<OpenAIOptions> = {}) {
  return openai({ model: 'sim-1', baseURL: sim.baseURL, apiKey: canary, timeout: 20_000, ...options })
}

/** Every way in which a reply can be asked for. */
export const ways: readonly [string, Partial<OpenAIOptions>][] = [
  ['chat', {}],
  ['chat, streamed', { stream: true }],
  ['responses', { api: 'responses' }],
  ['responses, streamed', { api: 'responses', stream: true }],
]

export function ask(text: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { purpose: 'forward', messages: [{ role: 'user', content: text }], ...more }
}

/** What `reply` rejects with. */
export async function failure(reply: Promise<unknown>): Promise<EngineError> {
  const outcome = await reply.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error as EngineError }),
  )
  if ('error' in outcome) return outcome.error
  throw new Error(`replied ${JSON.stringify(outcome.value)}`)
}

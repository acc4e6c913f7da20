import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import {
  around,
  compose,
  EngineError,
  type Engine,
  type EngineLayer,
  type GenerateRequest,
  type Usage,
} from '@textgrad/core'
import { expect, onTestFinished } from 'vitest'

import { cached } from './cached.ts'
import { SkippingClock } from './clock.test.support.ts'
import type { OpenAIOptions } from './openai/openai.ts'
import { paced } from './paced.ts'
import { priced } from './priced.ts'
import { retry } from './retry.ts'
import { engineAt, type Sim } from './sim.test.support.ts'

const price = { input: 1, output: 4 }

/** The layers as they are put together for a run, around the simulator: waits are over at once. */
export function layeredAt(sim: Sim, options: Partial<OpenAIOptions> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'textgrad-faults-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const clock = new SkippingClock()
  const model = engineAt(sim, options)
  const payments = new Payments()
  const layers = [retry({ clock }), payments.layer, paced({ clock }), priced({ 'sim-1': price })]
  const engine = compose(model, cached({ dir }), ...layers)
  /** Everything that was written to the disk. */
  const kept = (): string =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n')
  /** Nothing that the simulator was paid for is unknown here; `atMost` so many more may have been. */
  const expectBalance = (atMost = 0): void => {
    expect(payments.counted).toBeGreaterThanOrEqual(sim.stats().paid)
    expect(payments.counted).toBeLessThanOrEqual(sim.stats().paid + atMost)
  }
  return { engine, clock, kept, expectBalance }
}

/** Requests that were, or may have been, paid for, by what the engine says of each. */
class Payments {
  counted = 0

  readonly layer: EngineLayer = (next) =>
    around(next, async (request) => {
      try {
        const result = await next.generate(request)
        this.counted++
        return result
      } catch (error) {
        if (!(error instanceof EngineError) || error.paid !== 'no') this.counted++
        throw error
      }
    })
}

/** The usage of a reply with what layers tell. */
export async function usageOf(engine: Engine, request: GenerateRequest): Promise<Usage> {
  return (await engine.generate(request)).usage
}

/** Everything that a log could show of an error. */
export function allOf(error: unknown): string {
  return `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}`
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { compose, type Engine, type GenerateRequest, type Usage } from '@textgrad/core'
import { onTestFinished } from 'vitest'

import { cached } from './cached.ts'
import { SkippingClock } from './clock.test.support.ts'
import type { OpenAIOptions } from './openai.ts'
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
  const layers = [retry({ clock }), paced({ clock }), priced({ 'sim-1': price })]
  const engine = compose(model, cached({ dir }), ...layers)
  /** Everything that was written to the disk. */
  const kept = (): string =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n')
  return { engine, clock, kept }
}

/** The usage of a reply with what layers tell. */
export async function usageOf(engine: Engine, request: GenerateRequest): Promise<Usage> {
  return (await engine.generate(request)).usage
}

/** Everything that a log could show of an error. */
export function allOf(error: unknown): string {
  return `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}`
}

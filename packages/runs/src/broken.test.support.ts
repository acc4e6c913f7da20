import { EngineError, type Engine, type OptimizeOptions } from '@textgrad/core'

import { model, runIn } from './durable.test.support.ts'
import type { Store } from './store.ts'

/** An engine that breaks off the run when it has been asked so often, as a key that runs out does. */
export function breaking(after: number, paid: 'no' | 'maybe' = 'no') {
  const working = model()
  let asked = 0
  const engine: Engine = {
    id: working.id,
    async generate(request) {
      if (++asked <= after) return working.generate(request)
      throw new EngineError('the provider is gone', { kind: 'connection', paid })
    },
  }
  return { engine, calls: working.calls }
}

/** Begins a run that breaks off, and its id. */
export async function broken(store: Store, after: number, paid: 'no' | 'maybe' = 'no') {
  const { engine, calls } = breaking(after, paid)
  await using run = await store.start({ task: 'prompts' })
  const { error } = await runIn(run, engine)
  return { id: run.id, error, calls }
}

/** Goes on with a run to its end. */
export async function resumed(store: Store, id: string, options: Partial<OptimizeOptions> = {}) {
  const engine = model()
  await using run = await store.resume(id)
  return { ...(await runIn(run, engine, { budget: run.budget(), ...options })), calls: engine.calls }
}

/** The same run without a break. */
export const uninterrupted = runIn(undefined, model())

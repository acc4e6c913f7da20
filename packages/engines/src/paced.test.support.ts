import { compose, EngineError, type Engine, type GenerateResult } from '@textgrad/core'
import { promptText } from '@textgrad/core/testing'

import { TestClock } from './clock.test.support.ts'
import { paced, type PacedOptions } from './paced.ts'
import { ask } from './sim.test.support.ts'

type Outcome = Partial<GenerateResult> | Error

export const tooMany = (retryAfter?: number) =>
  new EngineError('too many', { kind: 'rate-limit', retryable: true, retryAfter })

/** An engine whose requests take `latency` ms; it remembers when each went and how many were under way. */
export function timed(clock: TestClock, latency: number, outcome: (call: number) => Outcome = () => ({})) {
  const went: number[] = []
  const names: string[] = []
  let underWay = 0
  let peak = 0
  const engine: Engine = {
    id: 'timed',
    async generate({ messages }) {
      const call = went.push(clock.now()) - 1
      names.push(promptText({ purpose: 'forward', messages }))
      peak = Math.max(peak, ++underWay)
      await new Promise<void>((resolve) => clock.after(latency, resolve))
      underWay--
      const result = outcome(call)
      if (result instanceof Error) throw result
      return { text: 'yes', finish: 'stop', usage: {}, ...result }
    },
  }
  return { engine, went, names, peak: () => peak }
}

/** An engine in a line, at a clock of its own. */
export function pacedAt(options: PacedOptions, latency = 10, outcome?: (call: number) => Outcome) {
  const clock = new TestClock()
  const model = timed(clock, latency, outcome)
  const engine = compose(model.engine, paced({ clock, ...options }))
  const all = (count: number) =>
    clock.finish(
      Promise.allSettled(Array.from({ length: count }, (_, index) => engine.generate(ask(`${index}`)))),
    )
  return { clock, model, engine, all }
}

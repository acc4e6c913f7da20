import { describe, expect, it } from 'vitest'

import { sum } from '../graph/sum.ts'
import { constant, variable } from '../graph/variable.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { TGD } from '../optimizers/tgd.ts'
import { always } from '../strategies/gate.ts'
import { gradient } from '../strategies/gradient.ts'
import { scripted, type ScriptedEngine, type ScriptedOptions } from '../testing/index.ts'
import { canonicalLog, type RunEvent } from './event.ts'
import { optimize, type OptimizeOptions } from './optimize.ts'
import type { Problem } from './problem.ts'

async function eventsOf(engine: ScriptedEngine, options: Partial<OptimizeOptions>): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }), { batchSize: 4 })
  const run = optimize(answering(engine), {
    strategy,
    seed: 1,
    emit: (event) => void events.push(event),
    ...options,
  })
  for await (const _ of run) continue
  return events
}

/** A system prompt judged on four questions at a time, all in flight at once and all under one call. */
function answering(engine: ScriptedEngine): Problem<string> {
  const questions = Array.from({ length: 12 }, (_, index) => `question ${index}`)
  return {
    start: { prompt: 'Answer.' },
    metrics: [{ name: 'length', direction: 'maximize' }],
    items: { train: questions, validation: questions.slice(0, 2) },
    build({ prompt }) {
      const parameter = variable(prompt!, { name: 'prompt', role: 'system prompt' })
      const llm = new LlmCall({ engine, system: parameter })
      const critic = new TextLoss('Judge.', { engine })
      return {
        parameters: [parameter],
        loss: async (items, call) =>
          sum(
            await Promise.all(
              items.map(async (item) =>
                critic.forward(await llm.forward(constant(item, { role: 'question' }), call), call),
              ),
            ),
            call,
          ),
        evaluate: async () => ({
          score: prompt!.length,
          metrics: { length: prompt!.length },
          feasible: true,
          feedback: [],
        }),
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

describe('a run', () => {
  it('is the same event for event, whatever the latencies (A5)', async () => {
    const reply: ScriptedOptions['reply'] = ({ purpose, path, messages, about }) =>
      purpose === 'update'
        ? `<${about!.tag}>${about!.value} More.</${about!.tag}>`
        : `${purpose} at ${path} of ${JSON.stringify(messages).length}`
    const run = async (seed: number) => {
      const engine = scripted({ reply, latency: { from: 0, to: 4, seed } })
      const events = await eventsOf(engine, { steps: 4 })
      return {
        log: canonicalLog(events),
        arrival: JSON.stringify(events.map(({ path }) => path)),
        prompts: engine.calls.map(({ path, messages }) => JSON.stringify([path, messages])).toSorted(),
      }
    }
    const [one, two] = [await run(1), await run(2)]
    expect(one.arrival).not.toBe(two.arrival)
    expect(one.prompts).toEqual(two.prompts)
    expect(one.log).toBe(two.log)
    expect(one.log.split('\n').length).toBeGreaterThan(100)
  })

  it('sees the same mini-batches again, each item once an epoch', async () => {
    const engine = scripted()
    await eventsOf(engine, { steps: 3, gate: always })
    const asked = engine.calls
      .filter(({ purpose }) => purpose === 'forward')
      .map(({ messages }) => messages[1]?.content)
    expect(new Set(asked).size).toBe(12)
  })
})

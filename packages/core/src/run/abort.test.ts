import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { aggregate, sum } from '../graph/sum.ts'
import { constant, variable } from '../graph/variable.ts'
import type { Engine } from '../llm/engine.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { Momentum } from '../optimizers/momentum.ts'
import { Revolve } from '../optimizers/revolve.ts'
import { TGD } from '../optimizers/tgd.ts'
import { gradient } from '../strategies/gradient.ts'
import { scripted, type ScriptedEngine } from '../testing/scripted.ts'
import { rootCall } from './call.ts'
import { optimize } from './optimize.ts'
import { programProblem } from './program-problem.ts'
import { random } from './random.ts'

const moments = 200
let unhandled: unknown[] = []

// Core is typed without Node.js; the tests run on it.
type Listen = (event: 'unhandledRejection', listener: (reason: unknown) => void) => void
const node = (globalThis as unknown as { process: { on: Listen; off: Listen } }).process
const note = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled = []
  node.on('unhandledRejection', note)
})
afterEach(() => node.off('unhandledRejection', note))

/** An engine that takes its time; every other one is deaf to the signal. */
function model(index: number): ScriptedEngine & Engine {
  const engine = scripted({
    latency: { from: 0.5, to: 3, seed: index },
    reply: ({ purpose, about }, call) =>
      purpose === 'update' ? `<${about!.tag}>new ${call}</${about!.tag}>` : `${purpose} ${call}`,
  })
  if (index % 2 === 0) return engine
  const generate: Engine['generate'] = ({ purpose, messages, about }) =>
    engine.generate({ purpose, messages, ...(about && { about }) })
  return Object.assign(Object.create(engine) as ScriptedEngine, { generate })
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 8))

/** Aborts `work` when the engine has been asked `after` times, and says how that went. */
async function abortAfter<T>(
  engine: ScriptedEngine & Engine,
  after: number,
  work: (engine: Engine, signal: AbortSignal) => Promise<T>,
) {
  const controller = new AbortController()
  const counting: Engine = {
    ...engine,
    id: engine.id,
    generate(request) {
      if (engine.calls.length + 1 === after) setTimeout(() => controller.abort(), after % 4)
      return engine.generate(request)
    },
  }
  const outcome = await work(counting, controller.signal)
  const started = engine.calls.length
  await settled()
  const { aborted } = controller.signal
  return { outcome, startedLater: engine.calls.length - started, aborted }
}

const nameOf = (error: unknown): string => (error as Error).name

async function twoSteps(engine: Engine, signal: AbortSignal, index: number) {
  const call = rootCall({ signal })
  const system = variable('old', { role: 'system prompt' })
  const llm = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge.', { engine })
  const make = [TGD, Momentum, Revolve][index % 3]!
  const optimizer = new make([system], { engine })
  // What the last whole step left.
  let left = system.value
  try {
    for (let round = 0; round < 2; round++) {
      const losses = await Promise.all(
        ['a', 'b', 'c'].map(async (text) =>
          critic.forward(await llm.forward(constant(text, { role: 'question' }), call), call),
        ),
      )
      const join = index % 5 === 0 ? aggregate : sum
      await join(losses, call).backward({
        engine,
        call,
        mode: index % 2 ? 'per-edge' : 'pass-through',
        concurrency: 2,
      })
      await optimizer.step(call.child(`round-${round}`))
      left = system.value
    }
    return { end: 'finished', unchanged: true }
  } catch (error) {
    return { end: nameOf(error), unchanged: system.value === left }
  }
}

describe('an abort at any moment', { timeout: 120_000 }, () => {
  it(`ends a step with AbortError, and nothing is started after it (${moments} moments)`, async () => {
    const draw = random(7, 'moments')
    const outcomes: Record<string, number> = {}
    await Promise.all(
      Array.from({ length: moments }, async (_, index) => {
        const engine = model(index)
        const { outcome, ...done } = await abortAfter(engine, 1 + draw.integer(26), (asked, signal) =>
          twoSteps(asked, signal, index),
        )
        outcomes[outcome.end] = (outcomes[outcome.end] ?? 0) + 1
        expect(done.startedLater).toBe(0)
        expect(outcome.unchanged).toBe(true)
        expect(done.aborted || outcome.end === 'finished').toBe(true)
      }),
    )
    expect(Object.keys(outcomes).toSorted()).toEqual(['AbortError', 'finished'])
    expect(outcomes['AbortError']).toBeGreaterThan(moments / 2)
    expect(unhandled).toEqual([])
  })

  it(`ends a run with AbortError and tells its end (${moments} moments)`, async () => {
    const draw = random(8, 'moments')
    const ends: string[] = []
    await Promise.all(
      Array.from({ length: moments }, async (_, index) => {
        const engine = model(index)
        const done = await abortAfter(engine, 1 + draw.integer(40), async (asked, signal) => {
          class Program extends Module {
            readonly call = new LlmCall({ engine: asked, system: variable('old', { role: 'system prompt' }) })
          }
          const problem = programProblem({
            program: () => new Program(),
            items: { train: ['a', 'b', 'c', 'd'], validation: ['e', 'f'] },
            predict: (program, item, call) =>
              program.call.forward(constant(item, { role: 'question' }), call),
            loss: (prediction, _item, call) =>
              new TextLoss('Judge.', { engine: asked }).forward(prediction, call),
            score: ({ value }) => value.length,
          })
          const strategy = gradient(({ parameters }) => new TGD(parameters, { engine: asked }), {
            proposals: 2,
            check: true,
          })
          const emit = (event: { type: string; status?: string }): void => {
            if (event.type === 'run-end') ends.push(event.status!)
          }
          try {
            for await (const _ of optimize(problem, { strategy, seed: index, steps: 3, signal, emit }))
              continue
            return 'finished'
          } catch (error) {
            return nameOf(error)
          }
        })
        expect(done.startedLater).toBe(0)
        expect(done.aborted ? ['AbortError', 'finished'] : ['finished']).toContain(done.outcome)
      }),
    )
    expect(ends).toHaveLength(moments)
    expect(ends.filter((status) => status === 'aborted').length).toBeGreaterThan(moments / 2)
    expect(unhandled).toEqual([])
  })
})

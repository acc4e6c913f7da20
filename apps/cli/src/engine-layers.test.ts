// The language model is simulated (tools/sim in the shared folder).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  budget,
  constant,
  EngineError,
  LlmCall,
  memoryJournal,
  rootCall,
  type CallOptions,
  type Engine,
} from '@textgrad/core'
import { engineNamed } from '@textgrad/engines'
import type { RunPlan } from '@textgrad/runs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { modelLayers } from './engine-layers.ts'
import { simOfTests, simPath } from './sim.test.support.ts'

describe.skipIf(!simPath)('the layers around models', () => {
  const sim = simOfTests()
  let asked = 0

  interface Layered {
    readonly options?: RunPlan['options']
    readonly pause?: AbortSignal
    readonly onQuota?: (error: EngineError) => void
    readonly models?: readonly string[]
  }

  /** Models of the simulator, with all layers. */
  function layered({ options = {}, models = ['sim-1'], ...rest }: Layered = {}): Engine[] {
    const layer = modelLayers({
      plan: { task: 'test', options },
      pause: new AbortController().signal,
      onQuota: () => {},
      ...rest,
    })
    return models.map((model) =>
      layer(engineNamed(`openai:${model}`, { baseURL: sim().baseURL, apiKey: 'none', temperature: 1 })),
    )
  }

  /** Asks so many questions at once, each at its place. */
  function ask(engine: Engine, count: number, options: CallOptions) {
    const llm = new LlmCall({ engine })
    const root = rootCall(options)
    const replies = Array.from({ length: count }, (_, index) =>
      llm.forward(constant(`Question ${asked++}`, { role: 'question' }), root.child(`place-${index}`)),
    )
    return Promise.allSettled(replies)
  }

  test.for([
    ['a reset after it was paid', 'reset_paid:prob=0.3'],
    ['a gateway that gave up', '504:prob=0.3'],
    ['an empty reply', 'empty_content:prob=0.4'],
    ['a reply that is cut', 'cut_json:prob=0.3'],
    ['a refusal that costs nothing', '503:prob=0.3'],
  ])('faults 7, 61: %s is asked again, and never past the budget', async ([, fault]) => {
    sim().configure({ faults: [fault!], latency: 'uniform:1,8' })
    const [engine] = layered()
    const spent = budget({ calls: 25 })
    // The first ones leave something for those that ask again.
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      await ask(engine!, 6, { budget: spent, journal: memoryJournal() })
      expect(sim().stats().paid).toBeLessThanOrEqual(spent.total().calls)
    }
    const { requests, byFault } = sim().stats()
    expect(Object.values(byFault)[0]).toBeGreaterThan(2)
    expect(requests).toBeGreaterThanOrEqual(spent.total().calls)
    expect(spent.total().calls).toBeLessThanOrEqual(25)
    expect(sim().stats().paid).toBeLessThanOrEqual(25)
  })

  test('models of one server share its pace', async () => {
    sim().configure({ rpm: 1200 })
    onTestFinished(() => sim().configure({ rpm: null }))
    const engines = layered({ options: { rpm: 1200 }, models: ['sim-1', 'sim-mini'] })
    const done = await Promise.all(engines.map((engine) => ask(engine, 12, {})))
    expect(done.flat().filter(({ status }) => status === 'fulfilled')).toHaveLength(24)
    expect(sim().stats().byStatus).toEqual({ 200: 24 })
  })

  test('who waits in the line leaves it at a pause, unpaid; what was sent comes in', async () => {
    sim().configure({ latency: 'fixed:300' })
    const pause = new AbortController()
    const spent = budget({ calls: 10 })
    const [engine] = layered({ options: { rpm: 60 }, pause: pause.signal })
    const replies = ask(engine!, 5, { budget: spent, pause: pause.signal })
    // The others wait for their second.
    await vi.waitFor(() => expect(sim().stats().requests).toBe(1), { timeout: 20_000, interval: 5 })
    pause.abort()
    const done = await replies
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', ...Array(4).fill('rejected')])
    expect(sim().stats().paid).toBe(1)
    expect(spent.total().calls).toBe(1)
    expect(() => spent.reserve({ calls: 9 }, 'forward')).not.toThrow()
  })

  test('fault 6: an outage is waited for, unpaid, until a pause', async () => {
    const pause = new AbortController()
    const spent = budget()
    const [engine] = layered({ pause: pause.signal })
    await ask(engine!, 1, { budget: spent })
    sim().outage(60_000)
    onTestFinished(() => sim().outage(0))
    const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    onTestFinished(() => written.mockRestore())
    const replies = ask(engine!, 8, { budget: spent, pause: pause.signal })
    await vi.waitFor(
      () => expect(String(written.mock.calls[0]?.[0])).toMatch(/^textgrad: requests wait, /),
      20_000,
    )
    pause.abort()
    const done = await replies
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(0)
    expect(sim().stats().paid).toBe(1)
  })

  test('fault 4: a quota that is used up is told, and not asked again', async () => {
    sim().configure({ faults: ['quota'] })
    const told: EngineError[] = []
    const [engine] = layered({ onQuota: (error) => told.push(error) })
    await ask(engine!, 1, { budget: budget() })
    expect(told.map(({ kind }) => kind)).toEqual(['quota'])
    expect(sim().stats().requests).toBe(1)
  })

  test('a cache gives the next run the same samples in the same places', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'textgrad-cli-cache-'))
    onTestFinished(() => rmSync(cache, { recursive: true }))
    sim().configure({ sampling: 'occurrence' })
    const texts = async (): Promise<string[]> => {
      const [engine] = layered({ options: { cache } })
      const root = rootCall({ budget: budget() })
      const llm = new LlmCall({ engine: engine! })
      const question = constant('The same question', { role: 'question' })
      const replies = [1, 2, 3].map((place) => llm.forward(question, root.child(`place-${place}`)))
      return (await Promise.all(replies)).map(({ value }) => value)
    }
    const first = await texts()
    expect(new Set(first).size).toBe(3)
    expect(await texts()).toEqual(first)
    expect(sim().stats().paid).toBe(3)
  })
})

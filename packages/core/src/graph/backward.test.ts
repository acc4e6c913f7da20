import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { StoreError } from '../errors.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { TGD } from '../optimizers/tgd.ts'
import { rootCall } from '../run/call.ts'
import { scripted, type ScriptedEngine } from '../testing/index.ts'
import { fn } from './fn.ts'
import { feedback, satisfied } from './gradient.ts'
import { aggregate, sum } from './sum.ts'
import { constant, variable, type Variable } from './variable.ts'

const plain = fn(
  { name: 'echo', role: 'echo', backward: ({ feedback: said }) => [said[0]] },
  ([value]: readonly [string]) => value,
)

function lastUser(messages: readonly { role: string; content: unknown }[]): string {
  return String(messages.findLast(({ role }) => role === 'user')?.content)
}

async function batch(
  engine: ScriptedEngine,
  size: number,
): Promise<{ system: Variable; losses: Variable[] }> {
  const system = variable('Be brief.', { role: 'system prompt' })
  const llm = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge it.', { engine })
  const losses = await Promise.all(
    Array.from({ length: size }, async (_, index) =>
      critic.forward(await llm.forward(constant(`question ${index}`, { role: 'question' }))),
    ),
  )
  return { system, losses }
}

describe('backward', () => {
  it('passes each gradient exactly once through nested sums, so that text grows linearly (D1)', async () => {
    const length = async (depth: number): Promise<number> => {
      const x = variable('x', { role: 'value' })
      let node: Variable<any> = await plain([x])
      for (let level = 0; level < depth; level++) node = sum([node])
      await node.backward({ gradient: feedback('make it longer') })
      expect(x.gradients).toHaveLength(1)
      return x.gradients[0]!.text.length
    }
    expect(await length(1)).toBe('make it longer'.length)
    expect(await length(20)).toBe('make it longer'.length)
  })

  it('gives every loss below a sum its own evaluation as objective, never a blank one (D2)', async () => {
    const engine = scripted({ reply: ({ purpose }, call) => `${purpose} says ${call}` })
    const { losses, system } = await batch(engine, 3)
    await sum(losses).backward({ engine, mode: 'per-edge' })
    const toAnswers = engine.calls
      .filter(({ purpose }) => purpose === 'backward')
      .map((call) => lastUser(call.messages))
    expect(toAnswers).toHaveLength(6)
    expect(
      toAnswers.filter((prompt) => prompt.includes('The output above judges the text below')),
    ).toHaveLength(3)
    for (const { value } of losses) expect(toAnswers.some((prompt) => prompt.includes(value))).toBe(true)
    expect(toAnswers.some((prompt) => /<feedback>\s*<\/feedback>/.test(prompt))).toBe(false)
    expect(system.gradients).toHaveLength(3)
  })

  it('gives the gradient of an aggregate to every input (D3)', async () => {
    const engine = scripted()
    const inputs = ['a', 'b', 'c'].map((name) => variable(name, { role: name }))
    await aggregate(inputs).backward({ engine, gradient: feedback('be kinder') })
    // The critique and nothing else: a seeded gradient is not doubled by the loss's own text.
    expect(inputs.map(({ gradients }) => gradients.map(({ text }) => text))).toEqual([
      ['be kinder'],
      ['be kinder'],
      ['be kinder'],
    ])
  })

  it('merges all gradients of an aggregation by one reduce call and keeps their contexts (D4)', async () => {
    const engine = scripted({ reply: ({ purpose }, call) => `${purpose} ${call}` })
    const { losses, system } = await batch(engine, 4)
    await aggregate(losses).backward({ engine })
    expect(engine.count('reduce')).toBe(1)
    const request = engine.calls.find(({ purpose }) => purpose === 'reduce')!
    const backward = engine.calls.flatMap(({ purpose }, call) =>
      purpose === 'backward' ? [`backward ${call}`] : [],
    )
    expect(backward).toHaveLength(4)
    for (const text of backward) expect(lastUser(request.messages)).toContain(text)
    expect(system.gradients).toHaveLength(1)
    const { context } = system.gradients[0]!
    for (let index = 0; index < 4; index++) expect(context?.conversation).toContain(`question ${index}`)
  })

  it('does not pay for branches without a trainable ancestor (D18)', async () => {
    const engine = scripted()
    const critic = new TextLoss('Judge.', { engine })
    const fixed = await new LlmCall({ engine, system: 'fixed' }).forward(constant('q', { role: 'question' }))
    expect(fixed.requiresGrad).toBe(false)
    const loss = await critic.forward(fixed)
    const calls = engine.calls.length
    await loss.backward({ engine })
    expect(engine.calls).toHaveLength(calls)
  })

  it('passes satisfaction on without a call, and does not take it for an evaluation (D19)', async () => {
    const engine = scripted({
      reply: ({ purpose }) => (purpose === 'evaluate' ? '<SATISFIED/>' : `a ${purpose}`),
    })
    const { losses, system } = await batch(engine, 2)
    await sum(losses).backward({ engine, mode: 'per-edge' })
    expect(engine.count('backward')).toBe(0)
    expect(system.gradients.map(({ kind }) => kind)).toEqual(['satisfied', 'satisfied'])
    const updates = await new TGD([system], { engine }).step()
    expect(engine.count('update')).toBe(0)
    expect(updates[0]?.outcome).toBe('skipped')
    expect(system.value).toBe('Be brief.')
  })

  it('stops an intermediate branch that says nothing is to improve (D19)', async () => {
    const engine = scripted({
      reply: ({ purpose, messages }) =>
        purpose === 'backward' && lastUser(messages).includes('serves as: response')
          ? ' <SATISFIED/>. '
          : `a ${purpose}`,
    })
    const { losses, system } = await batch(engine, 1)
    await losses[0]!.backward({ engine, mode: 'per-edge' })
    expect(engine.count('backward')).toBe(1)
    expect(system.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
  })

  it('keeps the order of edges, whichever answers first (D14)', async () => {
    for (const seed of [1, 2, 3]) {
      const engine = scripted({
        latency: { from: 0, to: 5, seed },
        reply: ({ purpose, messages }) => `${purpose}: ${/question \d/.exec(lastUser(messages))?.[0]}`,
      })
      const { losses, system } = await batch(engine, 6)
      await sum(losses).backward({ engine })
      expect(system.gradients.map(({ text }) => text)).toEqual(
        Array.from({ length: 6 }, (_, i) => `backward: question ${i}`),
      )
    }
  })

  it('adds gradients until they are zeroed, and takes a given one instead of its own text (D20)', async () => {
    const x = variable('x', { role: 'value' })
    const loss = await plain([x])
    await loss.backward()
    await loss.backward({ gradient: feedback('a person says so') })
    expect(x.gradients.map(({ text }) => text)).toEqual(['x', 'a person says so'])
    x.zeroGrad()
    expect(x.gradients).toEqual([])
  })

  it('says what is missing when an edge needs an engine and there is none', async () => {
    const loss = await fn(
      { name: 'opaque', role: 'result' },
      ([value]: readonly [string]) => value,
    )([variable('x', { role: 'v' })])
    await expect(loss.backward()).rejects.toThrow(
      'Expected an engine for backward(), because opaque has no exact feedback',
    )
  })

  it('limits how many calls are under way', async () => {
    const engine = scripted({ latency: 2 })
    const { losses } = await batch(scripted(), 12)
    await sum(losses).backward({ engine, concurrency: 3 })
    expect(engine.peak).toBe(3)
    await expect(sum(losses).backward({ engine, concurrency: 0 })).rejects.toThrow('Expected concurrency')
  })

  it('rejects at once when aborted, even if the engine does not listen, and leaves no gradient', async () => {
    const { losses, system } = await batch(scripted(), 3)
    const deaf = scripted()
    const never = { ...deaf, generate: () => new Promise<never>(() => {}) }
    const controller = new AbortController()
    const running = sum(losses).backward({ engine: never, signal: controller.signal })
    controller.abort()
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(system.gradients).toEqual([])
  })

  it('rejects when an event can not be kept while calls are under way, and leaves no gradient', async () => {
    const { losses, system } = await batch(scripted(), 3)
    const full = new StoreError('the disk is full')
    const call = rootCall({
      emit: async ({ type }) => (type === 'gradient' ? Promise.reject(full) : undefined),
    })
    const running = sum(losses).backward({ engine: scripted({ latency: 20 }), call })
    await expect(running).rejects.toBe(full)
    expect(system.gradients).toEqual([])
  })

  it('stops the other calls when one fails', async () => {
    const { losses, system } = await batch(scripted(), 4)
    const engine = scripted({
      latency: 20,
      reply: () => {
        throw new Error('broken')
      },
    })
    await expect(sum(losses).backward({ engine })).rejects.toThrow('broken')
    expect(system.gradients).toEqual([])
  })

  it('goes through 20,000 nodes without recursion (D16)', async () => {
    const x = variable(0, { role: 'number', codec: number })
    const next = fn(
      { name: 'next', role: 'number', codec: number, backward: () => [feedback('more')] },
      ([n]: readonly [number]) => n + 1,
    )
    let node: Variable<number> = x
    for (let i = 0; i < 20_000; i++) node = await next([node])
    expect(node.value).toBe(20_000)
    await node.backward()
    expect(x.gradients).toHaveLength(1)
  })

  it('records the whole graph once in graph mode and asks nobody', async () => {
    const engine = scripted({ reply: ({ purpose }, call) => `${purpose} says ${call}` })
    const { losses, system } = await batch(engine, 2)
    const calls = engine.calls.length
    await sum(losses).backward({ engine, mode: 'graph' })
    expect(engine.calls).toHaveLength(calls)
    expect(system.gradients).toHaveLength(1)
    const { trace } = system.gradients[0]!
    for (const loss of losses) expect(trace?.text.split(loss.value)).toHaveLength(2)
    expect(trace?.text).toContain('question 1')
    expect(trace?.text).toMatchSnapshot()
  })

  it('is satisfied in graph mode when every loss is', async () => {
    const engine = scripted({ reply: ({ purpose }) => (purpose === 'evaluate' ? '<SATISFIED/>' : 'answer') })
    const { losses, system } = await batch(engine, 2)
    await sum(losses).backward({ engine, mode: 'graph' })
    expect(system.gradients.every(({ kind }) => kind === 'satisfied')).toBe(true)
  })
})

describe('sum', () => {
  it('joins values by lines and names each role once', () => {
    const joined = sum([
      variable('a', { role: 'loss' }),
      variable('b', { role: 'loss' }),
      variable('c', { role: 'cost' }),
    ])
    expect(joined.value).toBe('a\nb\nc')
    expect(joined.role).toBe('a combination of: loss, cost')
    expect(() => sum([])).toThrow('at least one variable')
  })

  it('hears each thing once for a value that is named twice', async () => {
    const x = variable('x', { role: 'value' })
    await sum([x, x]).backward({ gradient: satisfied })
    expect(x.gradients).toHaveLength(1)
  })
})

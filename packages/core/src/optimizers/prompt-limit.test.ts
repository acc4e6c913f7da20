import { describe, expect, it } from 'vitest'

import { aggregate, sum } from '../graph/sum.ts'
import { constant, variable, type Variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { estimateTokens } from '../prompts/limit.ts'
import { promptText, scripted, type ScriptedEngine } from '../testing/scripted.ts'
import { TGD } from './tgd.ts'

const promptTokens = 4000

// The language model is simulated: feedback is as long as `words`, a digest names what it was made from.
function model(words = 20): ScriptedEngine {
  return scripted({
    reply: (request, call) => {
      if (request.purpose === 'update') return `<${request.about?.tag}>better</${request.about?.tag}>`
      if (request.purpose === 'reduce') return `digest ${call}: ${'point '.repeat(words)}`
      return `${request.purpose} ${call} ${'word '.repeat(words)}`
    },
  })
}

async function batch(
  engine: ScriptedEngine,
  size: number,
  join = sum,
): Promise<{ system: Variable; loss: Variable }> {
  const system = variable(`Answer. ${'keep '.repeat(100)}`, { role: 'system prompt' })
  const call = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge.', { engine })
  const losses = await Promise.all(
    Array.from({ length: size }, async (_, index) =>
      critic.forward(
        await call.forward(constant(`question ${index} ${'long '.repeat(50)}`, { role: 'question' })),
      ),
    ),
  )
  return { system, loss: join(losses) }
}

const tokensOf = (request: GenerateRequest): number => estimateTokens(promptText(request))

describe('prompts keep their limit', () => {
  it('clips the uses first: all feedback is there, and the whole variable', async () => {
    const engine = model()
    const { system, loss } = await batch(engine, 20)
    const before = system.value
    await loss.backward({ engine })
    await new TGD([system], { engine, promptTokens }).step()
    const update = engine.calls.at(-1)!
    expect(update.purpose).toBe('update')
    expect(tokensOf(update)).toBeLessThanOrEqual(promptTokens)
    expect(promptText(update)).toContain(before)
    for (const { text } of system.gradients) expect(promptText(update)).toContain(text)
    expect(promptText(update)).toMatch(/\[\d+ characters left out\]/)
    expect(engine.count('reduce')).toBe(0)
    expect(system.value).toBe('better')
  })

  it('digests feedback that is too much, level by level', async () => {
    const engine = model()
    const { system, loss } = await batch(engine, 1000)
    const before = system.value
    await loss.backward({ engine })
    expect(system.gradients).toHaveLength(1000)
    await new TGD([system], { engine, promptTokens }).step()
    const reduces = engine.calls.filter(({ purpose }) => purpose === 'reduce')
    expect(reduces.length).toBeGreaterThan(2)
    for (const request of [...reduces, engine.calls.at(-1)!]) {
      expect(tokensOf(request)).toBeLessThanOrEqual(promptTokens)
    }
    expect(promptText(engine.calls.at(-1)!)).toContain(before)
    // Each piece of feedback is read once on the lowest level.
    const read = reduces.flatMap((request) => promptText(request).match(/backward \d+ /g) ?? [])
    expect(new Set(read).size).toBe(1000)
    expect(read).toHaveLength(1000)
    expect(system.value).toBe('better')
  })

  it('merges an aggregation of any size, in prompts that fit', async () => {
    const engine = model()
    const { system, loss } = await batch(engine, 200, aggregate)
    await loss.backward({ engine, promptTokens })
    expect(system.gradients).toHaveLength(1)
    expect(system.gradients[0]?.text).toMatch(/^digest/)
    for (const request of engine.calls.filter(({ purpose }) => purpose === 'reduce')) {
      expect(tokensOf(request)).toBeLessThanOrEqual(promptTokens)
    }
  })

  it('clips what a backward prompt shows besides the text that it asks about', async () => {
    const engine = scripted({ reply: ({ purpose }) => `${purpose} ${'flood '.repeat(10_000)}` })
    const system = variable('Answer in one word.', { role: 'system prompt' })
    const question = constant('q '.repeat(20_000), { role: 'question' })
    const answer = await new LlmCall({ engine, system }).forward(question)
    await (await new TextLoss('Judge.', { engine }).forward(answer)).backward({ engine, promptTokens })
    const backward = engine.calls.find(({ purpose }) => purpose === 'backward')!
    expect(tokensOf(backward)).toBeLessThanOrEqual(promptTokens)
    expect(promptText(backward)).toContain('<text>\nAnswer in one word.\n</text>')
  })

  it('clips the values of a recorded graph, but not the texts to rewrite', async () => {
    const engine = model(2000)
    const { system, loss } = await batch(engine, 20)
    const before = system.value
    await loss.backward({ engine, mode: 'graph' })
    await new TGD([system], { engine, promptTokens }).step()
    expect(tokensOf(engine.calls.at(-1)!)).toBeLessThanOrEqual(promptTokens)
    expect(promptText(engine.calls.at(-1)!)).toContain(`It reads in full:\n\n<text>\n${before}`)
  })

  it('refuses, before the call, a variable that leaves no room', async () => {
    const engine = model()
    const text = variable('x '.repeat(10_000), { role: 'essay' })
    await (await new TextLoss('Judge.', { engine }).forward(text)).backward({ engine })
    const before = engine.calls.length
    const error: unknown = await new TGD([text], { engine, promptTokens })
      .step()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'EngineError', kind: 'context-length', paid: 'no' })
    expect(String(error)).toMatch(/The text that serves as essay leaves no room.*tokens of 4000 \(scripted\)/)
    expect(engine.calls).toHaveLength(before)
  })

  it('quotes only the beginning and end of a long reply that it could not use', async () => {
    const engine = scripted({
      reply: ({ purpose }, call) =>
        purpose === 'update'
          ? call < 3
            ? 'no tags '.repeat(100_000)
            : '<IMPROVED_VARIABLE>ok</IMPROVED_VARIABLE>'
          : 'shorter',
    })
    const text = variable('x', { role: 'essay' })
    await (await new TextLoss('Judge.', { engine }).forward(text)).backward({ engine })
    await new TGD([text], { engine, promptTokens }).step()
    expect(text.value).toBe('ok')
    for (const request of engine.calls) expect(tokensOf(request)).toBeLessThanOrEqual(promptTokens)
  })
})

// Defects of Python TextGrad 0.1.8 that no other test is nearer to; docs/from-python.md lists all of them.
import { describe, expect, it } from 'vitest'

import { fn } from './graph/fn.ts'
import { sum } from './graph/sum.ts'
import { constant, variable } from './graph/variable.ts'
import type { Sampling } from './llm/engine.ts'
import { LlmCall } from './llm/llm-call.ts'
import { Module } from './llm/module.ts'
import { TextLoss } from './losses/text-loss.ts'
import { TGD } from './optimizers/tgd.ts'
import { rootCall } from './run/call.ts'
import type { RunEvent } from './run/event.ts'
import { memoryJournal } from './run/journal.ts'
import { optimize } from './run/optimize.ts'
import { programProblem } from './run/program-problem.ts'
import { digest } from './run/random.ts'
import { gradient } from './strategies/gradient.ts'
import { promptText, scripted } from './testing/scripted.ts'

const question = constant('q', { role: 'question' })

describe('unlike Python TextGrad', () => {
  it('all calls that can run at once do, forward and backward (D15)', async () => {
    const engine = scripted({ latency: 5 })
    const system = variable('Answer.', { role: 'system prompt' })
    const llm = new LlmCall({ engine, system })
    const critic = new TextLoss('Judge.', { engine })
    const losses = await Promise.all(
      Array.from({ length: 16 }, async (_, index) =>
        critic.forward(await llm.forward(constant(`q${index}`, { role: 'question' }))),
      ),
    )
    expect(engine.peak).toBe(16)
    const before = engine.calls.length
    await sum(losses).backward({ engine, mode: 'per-edge' })
    // One edge from each loss to its answer, and one from each answer to the prompt, 16 at a time.
    expect(engine.calls.length - before).toBe(32)
    expect(engine.peak).toBe(16)
  })

  it('a response without a role has one that a sum can name (D26)', async () => {
    const answer = await new LlmCall({ engine: scripted() }).forward(question)
    expect(sum([answer]).role).toBe('a combination of: response of the language model')
  })

  it('requests are told apart by everything that can change the answer (D30)', async () => {
    const journal = memoryJournal()
    const engine = scripted()
    const ask = (system: string, asked: string, sampling?: Sampling) =>
      new LlmCall({ engine, system, ...(sampling && { sampling }) }).forward(
        constant(asked, { role: 'question', name: 'question' }),
        rootCall({ journal }),
      )
    await ask('hello ', 'world')
    await ask('hello', ' world')
    expect(engine.calls).toHaveLength(2)
    for (const sampling of [{ temperature: 1 }, { topP: 0.5 }, { maxTokens: 5 }, { seed: 1 }]) {
      await ask('hello', ' world', sampling)
    }
    expect(engine.calls).toHaveLength(6)
    await ask('hello', ' world', { seed: 1 })
    expect(engine.calls).toHaveLength(6)
  })

  it('two samples of one prompt in one run are two calls (D30)', async () => {
    const engine = scripted()
    const call = rootCall({ journal: memoryJournal() })
    const llm = new LlmCall({ engine, sampling: { temperature: 1 } })
    await Promise.all([llm.forward(question, call), llm.forward(question, call)])
    expect(engine.calls).toHaveLength(2)
    expect(engine.calls[0]?.seed).not.toBe(engine.calls[1]?.seed)
  })

  it('names and hashes are the same in every process (D31)', () => {
    expect(digest('hello')).toBe('11vzhimjeupud')
  })

  it('two configurations run in one process at once, as there is no global engine (D37)', async () => {
    const run = async (name: string): Promise<string> => {
      const engine = scripted({
        latency: 1,
        reply: ({ purpose }) =>
          purpose === 'update' ? `<IMPROVED_VARIABLE>${name}</IMPROVED_VARIABLE>` : name,
      })
      const x = variable('x', { role: 'x' })
      await (await new TextLoss('Judge.', { engine }).forward(x)).backward({ engine })
      expect(x.gradients[0]?.text).toBe(name)
      await new TGD([x], { engine }).step()
      return x.value
    }
    expect(await Promise.all([run('a'), run('b')])).toEqual(['a', 'b'])
  })

  it('a run counts tokens, keeps a budget, stops early, goes on where it ended and keeps the best (D45, D46)', async () => {
    const engine = scripted({
      reply: ({ purpose, about }, call) => ({
        text: purpose === 'update' ? `<${about!.tag}>version ${call}</${about!.tag}>` : 'more',
        usage: { inputTokens: 3, outputTokens: 2 },
      }),
    })
    class Program extends Module {
      readonly answer = new LlmCall({ engine, system: variable('version 0', { role: 'system prompt' }) })
    }
    const problem = programProblem({
      program: () => new Program(),
      items: { train: ['a'], validation: ['b'] },
      predict: (program, item, call) => program.answer.forward(constant(item, { role: 'question' }), call),
      score: () => 1,
    })
    const journal = memoryJournal()
    const events: RunEvent[] = []
    const run = async (calls: number) => {
      const running = optimize(problem, {
        strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
        seed: 1,
        patience: 2,
        budget: { calls },
        journal,
        emit: (event) => void events.push(event),
      })
      let result = await running.next()
      while (!result.done) result = await running.next()
      return result.value
    }
    expect(await run(3)).toMatchObject({ status: 'budget', spent: { calls: 3, tokens: 15 } })
    const before = engine.calls.length
    const whole = await run(100)
    expect(whole).toMatchObject({ status: 'patience', best: { candidate: { 'system prompt': 'version 0' } } })
    expect(engine.calls.length - before).toBe(whole.spent.calls - 3)
    expect(events.some(({ type }) => type === 'revert')).toBe(true)
  })

  it('one text asks for feedback whatever made the value: a model, a template or a function (D48)', async () => {
    const engine = scripted()
    const prompt = variable('Why?', { role: 'question' })
    const answer = await new LlmCall({ engine }).forward(prompt)
    const length = await fn(
      { name: 'length', role: 'length' },
      ([text]: readonly [string]) => text.length,
    )([prompt])
    for (const made of [answer, length]) await made.backward({ engine })
    const systems = engine.calls
      .filter(({ purpose }) => purpose === 'backward')
      .map((request) => promptText({ ...request, messages: request.messages.slice(0, 1) }))
    expect(systems).toHaveLength(2)
    expect(new Set(systems).size).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'

import { EngineError } from '../errors.ts'
import { constant, variable } from '../graph/variable.ts'
import { MultiFieldEvaluation } from '../losses/multi-field-evaluation.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { budget } from '../run/budget.ts'
import { rootCall } from '../run/call.ts'
import type { RunEvent } from '../run/event.ts'
import { memoryJournal, type JournalEntry } from '../run/journal.ts'
import { scripted } from '../testing/index.ts'
import { compose, route } from './engine.ts'
import { FormattedLlmCall } from './formatted-llm-call.ts'
import { LlmCall } from './llm-call.ts'

const question = constant('why?', { role: 'question' })

describe('LlmCall', () => {
  it('asks the engine with the system prompt and remembers what it asked', async () => {
    const engine = scripted({ reply: ({ purpose }) => `a ${purpose}` })
    const system = variable('Be brief.', { role: 'system prompt' })
    const answer = await new LlmCall({ engine, system, sampling: { temperature: 0 } }).forward(question)
    expect(answer.value).toBe('a forward')
    expect(engine.calls[0]).toMatchObject({
      purpose: 'forward',
      sampling: { temperature: 0 },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'why?' },
      ],
    })
    system.value = 'Later.'
    await (await new TextLoss('Judge.', { engine }).forward(answer)).backward({ engine })
    expect(system.gradients[0]?.context?.conversation).toContain('Be brief.')
  })

  it('has a backward prompt that is known', async () => {
    const engine = scripted({ reply: ({ purpose }) => `a ${purpose}` })
    const system = variable('Be brief.', { role: 'system prompt' })
    const answer = await new LlmCall({ engine, system }).forward(question)
    await (await new TextLoss('Judge.', { engine }).forward(answer)).backward({ engine, mode: 'per-edge' })
    const asked = engine.calls.filter(({ purpose }) => purpose === 'backward')
    expect(asked.map(({ messages }) => messages)).toMatchSnapshot()
  })

  it('trains the instruction of a loss, which always takes a call', async () => {
    const engine = scripted()
    const instruction = variable('Judge.', { role: 'instruction' })
    const loss = new TextLoss(instruction, { engine })
    expect(loss.parameters()).toEqual([instruction])
    await (await loss.forward(question)).backward({ engine })
    expect(engine.count('backward')).toBe(1)
    expect(instruction.gradients).toHaveLength(1)
  })

  it('warns about blank feedback instead of taking it for an objective', async () => {
    const engine = scripted({ reply: ({ purpose }) => (purpose === 'backward' ? ' \n' : 'x') })
    const events: RunEvent[] = []
    const call = rootCall({ emit: (event) => void events.push(event) })
    const system = variable('s', { role: 'system prompt' })
    const answer = await new LlmCall({ engine, system }).forward(question, call)
    await (await new TextLoss('Judge.', { engine }).forward(answer, call)).backward({ engine, call })
    expect(system.gradients).toEqual([])
    expect(events.find(({ type }) => type === 'warning')).toMatchObject({
      message: 'scripted gave no feedback on: system prompt',
    })
  })

  it('says when the model refuses', async () => {
    const engine = scripted({ reply: () => ({ text: '', finish: 'refused' }) })
    const refused = new LlmCall({ engine }).forward(question)
    await expect(refused).rejects.toThrow(EngineError)
    await expect(refused).rejects.toMatchObject({ kind: 'refused', paid: 'yes' })
  })
})

describe('FormattedLlmCall', () => {
  it('fills its template, in which doubled braces are braces', async () => {
    const engine = scripted({ reply: () => 'ok' })
    const call = new FormattedLlmCall({ engine, template: '{{json}} Q: {question} A: {answer}' })
    const answer = variable('be{cause}', { role: 'answer' })
    const made = await call.forward({ question, answer })
    expect(engine.calls[0]?.messages[0]?.content).toBe('{json} Q: why? A: be{cause}')
    expect(made.op?.inputs).toEqual([question, answer])
  })

  it('names the fields that do not fit (D25)', async () => {
    const call = new FormattedLlmCall({ engine: scripted(), template: '{question}' })
    await expect(call.forward({ other: question })).rejects.toThrow(
      'question is missing, other is not in the template',
    )
    expect(() => new FormattedLlmCall({ engine: scripted(), template: 'a { b' })).toThrow('at character 2')
  })
})

describe('losses', () => {
  it('take instructions with braces (D23)', async () => {
    const engine = scripted({ reply: () => 'fine' })
    const loss = await new TextLoss('Reply as {"score": 1} for {x}', { engine }).forward(question)
    expect(loss.value).toBe('fine')
    expect(engine.calls[0]?.messages[0]?.content).toContain('{"score": 1} for {x}')
  })

  it('show several named values, without renaming the variables (D28)', async () => {
    const engine = scripted({ reply: ({ purpose }) => `a ${purpose}` })
    const prediction = variable('4', { role: 'prediction' })
    const truth = constant('5', { role: 'truth' })
    const loss = new MultiFieldEvaluation('Compare.', { engine, roles: ['Answer', 'Right answer'] })
    const made = await loss.forward([prediction, truth])
    expect(engine.calls[0]?.messages[1]?.content).toMatch(/Answer:[\s\S]*4[\s\S]*Right answer:[\s\S]*5/)
    expect(prediction.role).toBe('prediction')
    await made.backward({ engine })
    expect(prediction.gradients.map(({ text }) => text)).toEqual(['a evaluate'])
    await expect(loss.forward([prediction])).rejects.toThrow(
      'Expected 2 values (Answer, Right answer), got 1',
    )
  })
})

describe('generate', () => {
  it('never asks again for what the journal holds, and still counts it', async () => {
    const journal = memoryJournal()
    const engine = scripted({ reply: () => ({ text: 'paid', usage: { inputTokens: 3, outputTokens: 4 } }) })
    const ask = async (limits = {}) => {
      const spent = budget(limits)
      const call = rootCall({ journal, budget: spent })
      const { value } = await new LlmCall({ engine }).forward(question, call)
      return { value, total: spent.total() }
    }
    const first = await ask()
    expect(await ask()).toEqual(first)
    expect(engine.calls).toHaveLength(1)
    expect(first.total).toEqual({ calls: 1, tokens: 7, dollars: 0, evaluations: 0 })
  })

  it('keeps nothing of what the provider told of its limits', async () => {
    const told = { text: 'yes', rateLimits: { requests: { limit: 500, remaining: 499 } } }
    const journal = memoryJournal()
    const replies: unknown[] = []
    const noting = {
      ...journal,
      settle: async (_: string, { reply }: JournalEntry) => void replies.push(reply),
    }
    const engine = scripted({ reply: () => told })
    await new LlmCall({ engine }).forward(question, rootCall({ journal: noting }))
    expect(replies).toEqual([{ text: 'yes', finish: 'stop', usage: { inputTokens: 0, outputTokens: 0 } }])
  })

  it('stops before a call that the budget does not cover', async () => {
    const engine = scripted()
    const call = rootCall({ budget: budget({ calls: 1 }) })
    await new LlmCall({ engine }).forward(question, call)
    await expect(new LlmCall({ engine, system: 'x' }).forward(question, call)).rejects.toThrow(
      'The budget of 1 calls is spent: 1 used',
    )
    expect(engine.calls).toHaveLength(1)
  })

  it('tells paths that are the same in every run, and a seed with each', async () => {
    const engine = scripted()
    const call = rootCall({ seed: 7, path: 'run' })
    await new LlmCall({ engine }).forward(question, call)
    await new LlmCall({ engine }).forward(question, call)
    const [first, second] = engine.calls
    expect(first?.path).toMatch(/^run\/llm-call#\w+\/forward$/)
    expect(second?.path).toMatch(/^run\/llm-call#\w+\.1\/forward$/)
    expect(first?.seed).not.toBe(second?.seed)
  })
})

describe('engines', () => {
  it('are picked by purpose and composed from the outside in', async () => {
    const [cheap, good] = [scripted({ id: 'cheap' }), scripted({ id: 'good' })]
    const routed = route({ default: cheap, update: good })
    expect(routed.id).toBe('cheap,update=good')
    await routed.generate({ purpose: 'update', messages: [] })
    await routed.generate({ purpose: 'forward', messages: [] })
    expect([cheap.calls.length, good.calls.length]).toEqual([1, 1])
    const order: string[] = []
    const layer = (name: string) => (next: typeof cheap) => ({
      ...next,
      generate: (request: Parameters<typeof next.generate>[0]) => {
        order.push(name)
        return next.generate(request)
      },
    })
    await compose(cheap, layer('outer') as never, layer('inner') as never).generate({
      purpose: 'forward',
      messages: [],
    })
    expect(order).toEqual(['outer', 'inner'])
  })
})

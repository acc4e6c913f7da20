// The language model behind these tests is simulated (agent.test.support.ts, or a server on this machine);
// LangChain, its client of OpenAI and the tools are real.
import { inspect } from 'node:util'

import { ChatPromptTemplate } from '@langchain/core/prompts'
import { RunnableLambda } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import {
  BudgetExceeded,
  budget,
  canonicalLog,
  EngineError,
  memoryJournal,
  rootCall,
  variable,
  type RunEvent,
} from '@textgrad/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  agent,
  agentModule,
  failure,
  modelAt,
  obedient,
  question,
  ScriptedChatModel,
} from './agent.test.support.ts'
import { langchainEngine, RunnableModule } from './index.ts'

describe('what fails in a run', () => {
  const asking = (expression: string) =>
    new ScriptedChatModel(() => ({ toolCalls: [{ name: 'calculator', args: { expression } }] }))

  it('is feedback when a tool throws it, kept in the journal like any other result', async () => {
    const journal = memoryJournal()
    const spent = budget()
    const events: RunEvent[] = []
    const emit = (event: RunEvent) => void events.push(event)
    const module = agentModule(asking('2+2'))
    const answer = await module.forward(question, rootCall({ journal, emit, budget: spent }))
    const told = 'The tool calculator was given {"expression":"2+2"} and failed: it only multiplies numbers'
    expect(answer.render()).toBe(`failed: ${told}`)
    expect(answer.error).toMatchObject({ cause: { cause: expect.any(RangeError) as RangeError } })
    await answer.backward()
    expect(module.prompts.system.gradients[0]).toMatchObject({
      kind: 'feedback',
      text: expect.stringContaining(told) as string,
    })
    expect(spent.total()).toMatchObject({ calls: 1, tokens: 30 })

    const model = asking('2+2')
    const log = canonicalLog(events.splice(0))
    await agentModule(model).forward(question, rootCall({ journal, emit }))
    expect(canonicalLog(events)).toBe(log)
    expect(model.asked).toHaveLength(0)
  })

  it('is feedback when the model asks for a tool wrongly, with what it asked', async () => {
    const model = new ScriptedChatModel(() => ({
      toolCalls: [{ name: 'calculator', args: { product: '2*2' } }],
    }))
    const answer = await agentModule(model).forward(question)
    expect(answer.render()).toContain('The model asked for calculator {"product":"2*2"}')
    expect(answer.render()).toContain('did not match expected schema')
  })

  it('is feedback when the chain throws it, as for a prompt that is no template', async () => {
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: { system: variable('Answer as {"json"', { role: 'system prompt' }) },
      build: ({ system }) => ChatPromptTemplate.fromTemplate(system).pipe(obedient()),
    })
    const answer = await module.forward(question)
    await answer.backward()
    expect(module.prompts.system.gradients[0]?.text).toMatch(/^chain failed on this value: \S/)
  })

  it('is feedback when a tool fails with a status: that is not the model’s provider', async () => {
    const weather = tool(() => Promise.reject(Object.assign(new Error('no such town'), { status: 404 })), {
      name: 'calculator',
      description: 'Tells the weather of a town.',
      schema: z.object({ expression: z.string() }),
    })
    const module = agentModule(obedient(), { build: () => agent(asking('Atlantis'), '', [weather]) })
    expect((await module.forward(question)).render()).toContain('no such town')
  })

  it('reaches the caller when it is of the system, such as a spent budget of a tool', async () => {
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {},
      build: () =>
        RunnableLambda.from(() =>
          Promise.reject(new Error('failed', { cause: new BudgetExceeded('spent') })),
        ),
    })
    await expect(module.forward(question)).rejects.toBeInstanceOf(BudgetExceeded)
  })
})

/** Everything that a log could show of an error. */
const allOf = (error: unknown) => `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}`

describe('what a model’s provider fails at', () => {
  /** Answers with an error whose message repeats the key. */
  const refusal = (status: number, error: object) =>
    modelAt(({ headers }, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: `Not with ${headers.authorization}.`, ...error } }))
    })

  it.each([
    [401, {}, { kind: 'authentication', retryable: false, paid: 'no' }],
    [429, {}, { kind: 'rate-limit', retryable: true, paid: 'no' }],
    [429, { code: 'insufficient_quota' }, { kind: 'quota', retryable: false, paid: 'no' }],
    [400, { code: 'context_length_exceeded' }, { kind: 'context-length', retryable: false }],
    [503, {}, { kind: 'server', retryable: true, paid: 'no' }],
  ])('%i with %o is an EngineError %o, without the key in any text', async (status, body, expected) => {
    await using at = await refusal(status, body)
    const engine = langchainEngine(at.model, { id: 'langchain/m' })
    const messages = [{ role: 'user', content: 'hello' }] as const
    for (const error of [
      await failure(agentModule(at.model).forward(question)),
      await failure(engine.generate({ purpose: 'forward', messages })),
    ]) {
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject(expected)
      expect(error.message).toMatch(/^(agent|langchain\/m): \S/)
      expect(error.cause).toBeInstanceOf(Error)
      expect(allOf(error)).not.toMatch(/sk-proj|CANARY/)
    }
  })

  it('is a connection error where nothing listens, and nothing was paid', async () => {
    const closed = await modelAt(() => {})
    await closed.close()
    const error = await failure(agentModule(closed.model).forward(question))
    expect(error).toMatchObject({ kind: 'connection', retryable: true, paid: 'no' })
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('counts the model calls before it as paid', async () => {
    const spent = budget()
    const model = new ScriptedChatModel((_, call) => {
      if (call > 0) throw Object.assign(new Error('overloaded'), { status: 529 })
      return { toolCalls: [{ name: 'calculator', args: { expression: '2*2' } }] }
    })
    const module = agentModule(model, { maxCalls: 4 })
    const error = await failure(module.forward(question, rootCall({ budget: spent })))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'server', retryable: true, paid: 'yes' })
    expect(spent.total().calls).toBe(4)
  })

  it('is not kept: the next run asks again', async () => {
    const journal = memoryJournal()
    const model = new ScriptedChatModel((_, call) => {
      if (call === 0) throw Object.assign(new Error('overloaded'), { status: 529 })
      return { text: 'It is 391.' }
    })
    await failure(agentModule(model).forward(question, rootCall({ journal })))
    expect((await agentModule(model).forward(question, rootCall({ journal }))).render()).toBe('It is 391.')
  })
})

// The language model behind these tests is simulated (agent.test.support.ts); LangChain and the tool are real.
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { RunnableLambda } from '@langchain/core/runnables'
import { FakeRetriever } from '@langchain/core/utils/testing'
import { constant, feedback, fn, TGD, variable } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, it } from 'vitest'

import { agent, agentModule, obedient, question, ScriptedChatModel, withTool } from './agent.test.support.ts'
import { RunnableModule, type AgentAnswer } from './index.ts'

/** Says whether an answer holds the product, and what of it is wrong. */
const check = fn<readonly [AgentAnswer], string>(
  { name: 'check', role: 'verdict', backward: ({ result }) => [feedback(result)] },
  ([{ text }]) => (text.includes('391') ? 'correct' : 'The product is wrong.'),
)

describe('RunnableModule', () => {
  it('runs the Runnable with the texts of its prompts, and keeps what happened inside', async () => {
    const module = agentModule(obedient())
    expect((await module.forward(question)).value).toEqual({
      text: 'It is about 400.',
      steps: [{ type: 'model', text: 'It is about 400.', toolCalls: [] }],
    })
    module.prompts.system.value = withTool
    const answer = await module.forward(question)
    expect(answer.render()).toBe('It is 391.')
    expect(answer.value.steps).toEqual([
      { type: 'model', text: '', toolCalls: [{ name: 'calculator', input: { expression: '17*23' } }] },
      { type: 'tool', name: 'calculator', input: { expression: '17*23' }, output: '391' },
      { type: 'model', text: 'It is 391.', toolCalls: [] },
    ])
  })

  it('has the trainable prompts as parameters, to be saved and loaded', async () => {
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {
        system: variable('Be brief.', { role: 'system prompt' }),
        style: constant('Plain words.', { role: 'style' }),
      },
      build: () => RunnableLambda.from((text: string) => text),
    })
    expect(module.parameters()).toEqual([module.prompts.system])
    const saved = module.save()
    expect(saved.parameters).toEqual({ 'prompts.system': 'Be brief.' })
    await module.load({ ...saved, parameters: { 'prompts.system': 'Be thorough.' } })
    expect(module.prompts.system.value).toBe('Be thorough.')
  })

  it('takes any Runnable: input shapes the question, output reads the result', async () => {
    const model = obedient()
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: { system: variable('Answer in {language}.', { role: 'system prompt' }) },
      build: ({ system }) =>
        ChatPromptTemplate.fromMessages([
          ['system', system],
          ['human', '{question}'],
        ]).pipe(model),
      input: (asked: string) => ({ question: asked, language: 'French' }),
      output: (message) => message.text.toUpperCase(),
    })
    expect((await module.forward(question)).render()).toBe('IT IS ABOUT 400.')
    expect(model.asked[0]!.map(({ text }) => text)).toEqual(['Answer in French.', '17*23?'])
  })

  it.each<[string, unknown, string]>([
    ['a string', 'yes', 'yes'],
    ['an output', { output: 'yes', more: 1 }, 'yes'],
    ['a number', 42, '42'],
    ['anything else, as JSON', { label: 'spam' }, '{\n  "label": "spam"\n}'],
  ])('reads the text of %s', async (_, result, text) => {
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {},
      build: () => RunnableLambda.from(() => result),
    })
    expect((await module.forward(question)).render()).toBe(text)
  })

  it('shows the backward engine the tool call and its result, for the prompt and for the question', async () => {
    const engine = scripted()
    const module = agentModule(obedient())
    module.prompts.system.value = withTool
    const asked = variable('17*23?', { role: 'question' })
    const answer = await module.forward(asked)
    await answer.backward({ engine })
    expect(engine.calls).toHaveLength(2)
    for (const { messages } of engine.calls) {
      expect(messages.at(-1)!.content).toContain(
        'Step 1. The model asked for calculator {"expression":"17*23"}.\n\n' +
          'Step 2. The tool calculator was given {"expression":"17*23"} and gave:\n391\n\n' +
          'Step 3. The model answered:\nIt is 391.',
      )
    }
    expect(module.prompts.system.gradients.map(({ text }) => text)).toEqual(['reply to backward'])
    expect(asked.gradients).toHaveLength(1)
  })

  it('gives every trainable prompt feedback, and asks for none on a constant', async () => {
    const engine = scripted()
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {
        system: variable('Be brief.', { role: 'system prompt' }),
        style: variable('Plain words.', { role: 'style' }),
        fixed: constant('Never lie.', { role: 'rule' }),
      },
      build: (texts) => agent(obedient(), Object.values(texts).join('\n')),
    })
    await (await check([await module.forward(question)])).backward({ engine })
    expect(engine.count('backward')).toBe(2)
    expect(module.parameters().map(({ gradients }) => gradients.length)).toEqual([1, 1])
  })

  it('is improved by TGD', async () => {
    const model = obedient()
    const module = agentModule(model)
    const engine = scripted({
      reply: ({ purpose, about }) =>
        purpose === 'update'
          ? `<${about!.tag}>${withTool}</${about!.tag}>`
          : 'It guessed: tell it to use its tool.',
    })
    const optimizer = new TGD(module.parameters(), { engine })
    const loss = async () => check([await module.forward(question)])
    expect((await loss()).value).toBe('The product is wrong.')
    await (await loss()).backward({ engine })
    await optimizer.step()
    expect((await loss()).value).toBe('correct')
  })

  it('records what a retriever found', async () => {
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {},
      build: () => new FakeRetriever().pipe((documents) => documents.length),
    })
    const { steps } = (await module.forward(question)).value
    expect(steps).toEqual([
      {
        type: 'tool',
        name: 'FakeRetriever',
        input: '17*23?',
        output: expect.stringContaining('foo') as string,
      },
    ])
  })

  it('lists steps in the order in which they began, whichever ends first', async () => {
    const model = new ScriptedChatModel(async (messages) => {
      const text = messages.at(-1)!.text
      await new Promise((resolve) => setTimeout(resolve, text === 'slow' ? 30 : 1))
      return { text }
    })
    const module = new RunnableModule({
      name: 'chain',
      role: 'answer',
      prompts: {},
      build: () =>
        RunnableLambda.from(async (_: string, config) => {
          const replies = await Promise.all(['slow', 'fast'].map((text) => model.invoke(text, config)))
          return replies.map(({ text }) => text).join()
        }),
    })
    const { steps } = (await module.forward(question)).value
    expect(steps.map((step) => step.type === 'model' && step.text)).toEqual(['slow', 'fast'])
  })
})

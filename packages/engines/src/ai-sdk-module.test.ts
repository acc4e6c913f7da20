// The language model behind these tests is simulated (ai-sdk.test.support.ts); the AI SDK and the tool are real.
import {
  BudgetExceeded,
  budget,
  constant,
  feedback,
  fn,
  memoryJournal,
  rootCall,
  TGD,
  variable,
  type RunEvent,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { generateText, isStepCount, tool, ToolLoopAgent, type LanguageModel } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { modelAt, scriptedModel } from './ai-sdk.test.support.ts'
import { AiSdkModule, type AiSdkModuleOptions, type AgentAnswer } from './ai-sdk.ts'
import { failure } from './sim.test.support.ts'

const withTool = 'Use the calculator for every product.'
const question = constant('17*23?', { role: 'question' })

/** Multiplies, for real. */
const calculator = tool({
  description: 'Multiplies numbers.',
  inputSchema: z.object({ expression: z.string() }),
  execute({ expression }) {
    const factors = expression.split('*').map(Number)
    if (factors.some(Number.isNaN)) throw new RangeError('it only multiplies numbers')
    return factors.reduce((product, factor) => product * factor, 1)
  },
})

/** Uses the calculator where its instructions say so, and guesses where they do not. */
const obedient = (expression = '17*23') =>
  scriptedModel(({ prompt }) => {
    const last = prompt.at(-1)!
    if (last.role === 'tool')
      return { text: `It is ${/"value":"?([^"}]*)/.exec(JSON.stringify(last))?.[1]}.` }
    if (!JSON.stringify(prompt[0]).includes('calculator')) return { text: 'It is about 400.' }
    return { toolCalls: [{ name: 'calculator', input: { expression } }] }
  })

type Options = AiSdkModuleOptions<{ system: ReturnType<typeof constant> }, string>

function agentModule(model: LanguageModel, options: Partial<Options> = {}) {
  const system = variable('Answer quickly.', { role: 'system prompt of the agent' })
  return new AiSdkModule({
    name: 'agent',
    role: 'answer of the agent',
    prompts: { system },
    run: (texts, prompt: string, { signal }) =>
      generateText({
        model,
        instructions: texts.system,
        prompt,
        tools: { calculator },
        stopWhen: isStepCount(4),
        maxRetries: 0,
        abortSignal: signal,
      }),
    ...options,
  })
}

function toolUser(expression?: string) {
  const model = obedient(expression)
  const module = agentModule(model)
  module.prompts.system.value = withTool
  return { model, module }
}

const check = fn<readonly [AgentAnswer], string>(
  { name: 'check', role: 'verdict', backward: ({ result }) => [feedback(result)] },
  ([{ text }]) => (text.includes('391') ? 'correct' : 'The product is wrong.'),
)

describe('AiSdkModule', () => {
  it('runs with the texts of its prompts, and keeps what happened inside', async () => {
    const module = agentModule(obedient())
    expect((await module.forward(question)).render()).toBe('It is about 400.')
    module.prompts.system.value = withTool
    expect((await module.forward(question)).value).toEqual({
      text: 'It is 391.',
      steps: [
        { type: 'model', text: '', toolCalls: [{ name: 'calculator', input: { expression: '17*23' } }] },
        { type: 'tool', name: 'calculator', input: { expression: '17*23' }, output: 391 },
        { type: 'model', text: 'It is 391.', toolCalls: [] },
      ],
    })
  })

  it('runs the agents of the AI SDK', async () => {
    const model = obedient()
    const module = agentModule(model, {
      run: ({ system }, prompt, { signal }) =>
        new ToolLoopAgent({ model, instructions: system, tools: { calculator } }).generate({
          prompt,
          abortSignal: signal,
        }),
    })
    module.prompts.system.value = withTool
    expect((await module.forward(question)).render()).toBe('It is 391.')
  })

  it('has the trainable prompts as parameters, to be saved and loaded', async () => {
    const module = agentModule(obedient())
    expect(module.parameters()).toEqual([module.prompts.system])
    const saved = module.save()
    module.prompts.system.value = withTool
    await module.load(saved)
    expect(module.prompts.system.value).toBe('Answer quickly.')
  })

  it('shows the backward engine the tool call and its result, for the prompt and for the question', async () => {
    const engine = scripted()
    const { module } = toolUser()
    const asked = variable('17*23?', { role: 'question' })
    await (await module.forward(asked)).backward({ engine })
    expect(engine.calls).toHaveLength(2)
    for (const { messages } of engine.calls) {
      expect(messages.at(-1)!.content).toContain(
        'Step 1. The model asked for calculator {"expression":"17*23"}.\n\n' +
          'Step 2. The tool calculator was given {"expression":"17*23"} and gave:\n391\n\n' +
          'Step 3. The model answered:\nIt is 391.',
      )
    }
    expect(module.prompts.system.gradients).toHaveLength(1)
    expect(asked.gradients).toHaveLength(1)
  })

  it('is improved by TGD', async () => {
    const module = agentModule(obedient())
    const engine = scripted({
      reply: ({ purpose, about }) =>
        purpose === 'update' ? `<${about!.tag}>${withTool}</${about!.tag}>` : 'Tell it to use its tool.',
    })
    const optimizer = new TGD(module.parameters(), { engine })
    const loss = await check([await module.forward(question)])
    await loss.backward({ engine })
    await optimizer.step()
    expect((await check([await module.forward(question)])).value).toBe('correct')
  })

  it('shows what a tool threw as a step: the AI SDK tells it to the model', async () => {
    const engine = scripted()
    const { module } = toolUser('2+2')
    const answer = await module.forward(question)
    expect(answer.value.steps[1]).toMatchObject({ type: 'tool', error: 'it only multiplies numbers' })
    await answer.backward({ engine })
    expect(engine.calls[0]?.messages.at(-1)?.content).toContain('and failed: it only multiplies numbers')
  })

  it('makes what the run throws feedback, and keeps it in the journal', async () => {
    const journal = memoryJournal()
    let runs = 0
    const module = agentModule(obedient(), {
      run() {
        runs++
        return Promise.reject(new Error('the answer is no JSON'))
      },
    })
    const answer = await module.forward(question, rootCall({ journal }))
    await answer.backward()
    expect(module.prompts.system.gradients[0]?.text).toContain('the answer is no JSON')
    expect((await module.forward(question, rootCall({ journal }))).render()).toBe(answer.render())
    expect(runs).toBe(1)
  })
})

describe('a run of an AiSdkModule', () => {
  it('counts its model calls and their tokens for forward, and is refused when the budget is spent', async () => {
    const { model, module } = toolUser()
    const spent = budget({ calls: 2 })
    const call = rootCall({ budget: spent })
    await module.forward(question, call)
    expect(spent.spent()).toEqual({ forward: { calls: 2, tokens: 60, dollars: 0, evaluations: 0 } })
    await expect(module.forward(question, call)).rejects.toBeInstanceOf(BudgetExceeded)
    expect(model.doGenerateCalls).toHaveLength(2)
  })

  it('sets maxCalls aside, so that a budget is never passed', async () => {
    const model = obedient()
    const call = rootCall({ budget: budget({ calls: 3 }) })
    await expect(agentModule(model, { maxCalls: 4 }).forward(question, call)).rejects.toBeInstanceOf(
      BudgetExceeded,
    )
    expect(model.doGenerateCalls).toHaveLength(0)
    expect(() => agentModule(model, { maxCalls: 0.5 })).toThrow(RangeError)
  })

  it('is not done again over the same journal', async () => {
    const journal = memoryJournal()
    const answer = await toolUser().module.forward(question, rootCall({ journal }))
    const { model, module } = toolUser()
    expect((await module.forward(question, rootCall({ journal }))).value).toEqual(answer.value)
    expect(JSON.parse(JSON.stringify(answer.value))).toEqual(answer.value)
    expect(model.doGenerateCalls).toHaveLength(0)
  })

  it('has the same ids and events each time', async () => {
    const log = async () => {
      const events: RunEvent[] = []
      const call = rootCall({ path: 'step-1', now: () => 0, emit: (event) => void events.push(event) })
      const { module } = toolUser()
      await Promise.all([module.forward(question, call), module.forward(question, call)])
      return events
    }
    const events = await log()
    expect(events).toEqual(await log())
    expect(events[1]?.path).toMatch(/^step-1\/agent#\w+\.1$/)
  })

  it('rejects with AbortError when aborted, and asks no more', async () => {
    const controller = new AbortController()
    const model = scriptedModel(() => {
      controller.abort()
      return { toolCalls: [{ name: 'calculator', input: { expression: '2*2' } }] }
    })
    const reply = agentModule(model).forward(question, rootCall({ signal: controller.signal }))
    expect(await failure(reply)).toMatchObject({ name: 'AbortError' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(model.doGenerateCalls).toHaveLength(1)
  })

  it('rejects with an EngineError, without the key, when the provider refuses, also after retries', async () => {
    await using refusing = await modelAt(({ headers }, response) => {
      response.writeHead(Number(headers['x-status']), { 'retry-after-ms': '1' })
      response.end(JSON.stringify({ error: { message: `Not with ${headers.authorization}.` } }))
    })
    const asking = (status: string, maxRetries: number) =>
      agentModule(refusing.model, {
        run: (_, prompt) =>
          generateText({ model: refusing.model, prompt, maxRetries, headers: { 'x-status': status } }),
      })
    const refused = await failure(asking('401', 2).forward(question))
    expect(refused).toMatchObject({ name: 'EngineError', kind: 'authentication', paid: 'no' })
    expect(refused.message).toBe('agent: the provider refused the key')
    const busy = await failure(asking('529', 1).forward(question))
    expect(busy).toMatchObject({ name: 'EngineError', kind: 'server', retryable: true })
    expect(String(busy.stack)).not.toMatch(/sk-proj|CANARY/)
  })
})

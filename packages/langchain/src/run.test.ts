// The language model behind these tests is simulated (agent.test.support.ts); LangChain and the tool are real.
import { BudgetExceeded, budget, constant, memoryJournal, rootCall, type RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import {
  agentModule,
  failure,
  obedient,
  question,
  ScriptedChatModel,
  withTool,
} from './agent.test.support.ts'

describe('a run of a RunnableModule', () => {
  const toolUser = () => {
    const model = obedient()
    const module = agentModule(model)
    module.prompts.system.value = withTool
    return { model, module }
  }

  it('counts its model calls and their tokens for forward', async () => {
    const spent = budget()
    await toolUser().module.forward(question, rootCall({ budget: spent }))
    expect(spent.spent()).toEqual({ forward: { calls: 2, tokens: 60, dollars: 0, evaluations: 0 } })
  })

  it('is refused when the budget is spent, before anything is called', async () => {
    const { model, module } = toolUser()
    const call = rootCall({ budget: budget({ calls: 2 }) })
    await module.forward(question, call)
    await expect(module.forward(question, call)).rejects.toBeInstanceOf(BudgetExceeded)
    expect(model.asked).toHaveLength(2)
  })

  it('sets maxCalls aside, so that a budget is never passed', async () => {
    const model = obedient()
    const module = agentModule(model, { maxCalls: 3 })
    const call = rootCall({ budget: budget({ calls: 3 }) })
    const both = await Promise.allSettled([module.forward(question, call), module.forward(question, call)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(model.asked).toHaveLength(1)
  })

  it('is stopped when it asks for more than maxCalls, which is feedback', async () => {
    const toolCalls = [{ name: 'calculator', args: { expression: '2*2' } }]
    const model = new ScriptedChatModel(() => ({ toolCalls }))
    const spent = budget({ calls: 3 })
    const module = agentModule(model, { maxCalls: 3 })
    const answer = await module.forward(question, rootCall({ budget: spent }))
    expect(answer.render()).toBe('failed: it asked for more than 3 model calls')
    expect(spent.total().calls).toBe(3)
    await answer.backward()
    expect(module.prompts.system.gradients[0]?.text).toContain('more than 3 model calls')
    expect(() => agentModule(model, { maxCalls: 0 })).toThrow(RangeError)
  })

  it('is not done again over the same journal', async () => {
    const journal = memoryJournal()
    const first = budget()
    const answer = await toolUser().module.forward(question, rootCall({ journal, budget: first }))
    const { model, module } = toolUser()
    const again = budget()
    const replayed = await module.forward(question, rootCall({ journal, budget: again }))
    expect(model.asked).toHaveLength(0)
    expect(replayed.value).toEqual(answer.value)
    expect(JSON.parse(JSON.stringify(answer.value))).toEqual(answer.value)
    expect(again.total()).toEqual(first.total())
  })

  it('is done again for another prompt or question', async () => {
    const journal = memoryJournal()
    const model = obedient()
    const module = agentModule(model)
    await module.forward(question, rootCall({ journal }))
    module.prompts.system.value = withTool
    await module.forward(question, rootCall({ journal }))
    await module.forward(constant('2*3?', { role: 'question' }), rootCall({ journal }))
    expect(model.asked).toHaveLength(5)
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
    expect(events.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^step-1\/agent#\w+$/),
      expect.stringMatching(/^step-1\/agent#\w+\.1$/),
    ])
  })

  it('rejects with AbortError when aborted, and asks no more', async () => {
    const controller = new AbortController()
    const model = new ScriptedChatModel(async () => {
      controller.abort()
      return { toolCalls: [{ name: 'calculator', args: { expression: '2*2' } }] }
    })
    const call = rootCall({ signal: controller.signal })
    expect(await failure(agentModule(model).forward(question, call))).toMatchObject({ name: 'AbortError' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(model.asked).toHaveLength(1)
  })
})

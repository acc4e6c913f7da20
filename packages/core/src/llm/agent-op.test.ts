// The agents of these tests are functions: they simulate what a library with a language model would do.
import { describe, expect, it } from 'vitest'

import { constant, variable } from '../graph/variable.ts'
import { rootCall } from '../run/call.ts'
import { memoryJournal } from '../run/journal.ts'
import { scripted } from '../testing/scripted.ts'
import { agentOp, type AgentRun } from './agent-op.ts'
import type { AgentStep } from './agent-step.ts'

const question = constant('17*23?', { role: 'question' })
const spent = { calls: 1, tokens: 5 }
const asked: AgentStep = {
  type: 'model',
  text: 'Let me see.',
  toolCalls: [{ name: 'add', input: { terms: [1, 2] } }],
}

function agent(run: (system: string, signal: AbortSignal) => Promise<AgentRun>) {
  const system = variable('Be brief.', { role: 'system prompt' })
  const op = agentOp(
    { name: 'agent', role: 'answer', prompts: { system } },
    ({ system: text }, _: string, signal) => run(text, signal),
  )
  return { system, op }
}

describe('agentOp', () => {
  it('shows a model that words feedback what the agent did', async () => {
    const steps: AgentStep[] = [
      asked,
      { type: 'tool', name: 'add', input: { terms: [1, 2] }, output: 3 },
      { type: 'tool', name: 'search', input: 'sums', error: 'no network' },
    ]
    const { op } = agent(async () => ({ text: 'Three.', steps, spent }))
    const engine = scripted()
    await (await op(question)).backward({ engine })
    expect(engine.calls[0]?.messages.at(-1)?.content).toContain(
      [
        'Step 1. The model asked for add {"terms":[1,2]}, and wrote:\nLet me see.',
        'Step 2. The tool add was given {"terms":[1,2]} and gave:\n3',
        'Step 3. The tool search was given sums and failed: no network',
        'The answer:\nThree.',
      ].join('\n\n'),
    )
  })

  it('runs with the texts that the prompts have when it begins', async () => {
    const { system, op } = agent(async (text) => ({ text, steps: [], spent }))
    const before = op(question)
    system.value = 'Be thorough.'
    expect((await before).render()).toBe('Be brief.')
    expect((await op(question)).render()).toBe('Be thorough.')
  })

  it('takes an answer without a word for an answer', async () => {
    const { op } = agent(async () => ({ text: '', steps: [], spent }))
    expect((await op(question, rootCall({ journal: memoryJournal() }))).value).toEqual({
      text: '',
      steps: [],
    })
  })

  it('ends when the first 3 runs all fail alike: that is a mistake in the agent', async () => {
    const { op } = agent(async () => ({ error: new TypeError('x is not a function'), steps: [], spent }))
    await op(question)
    await op(question)
    await expect(op(question)).rejects.toThrow('agent failed alike on its first 3 calls: x is not a function')
  })

  it('rejects with the signal’s reason, whatever the agent made of it', async () => {
    const controller = new AbortController()
    const reason = new DOMException('no time', 'AbortError')
    const journal = memoryJournal()
    const { op } = agent(async () => {
      controller.abort(reason)
      return { error: new Error('interrupted'), steps: [], spent }
    })
    await expect(op(question, rootCall({ journal, signal: controller.signal }))).rejects.toBe(reason)
    expect(journal.size).toBe(0)
  })

  it('refuses a limit that is none', () => {
    const options = { name: 'agent', role: 'answer', prompts: {}, maxCalls: 0 }
    expect(() => agentOp(options, async () => ({ text: '', steps: [], spent }))).toThrow(
      'Expected maxCalls of agent to be a whole number from 1 up, got 0',
    )
  })
})

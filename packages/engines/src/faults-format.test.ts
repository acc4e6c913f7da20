// What a step of an optimizer makes of replies whose tags are broken, or which give orders. The language model is simulated
// (tools/sim in the shared folder); the requests and replies are real.
import {
  budget,
  BudgetExceeded,
  compose,
  feedback,
  fn,
  LlmCall,
  rootCall,
  TextLoss,
  TGD,
  constant,
  variable,
  type Call,
  type RunEvent,
} from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { layeredAt } from './faults.test.support.ts'
import { priced } from './priced.ts'
import { engineAt, simOfTests, simPath, startSim } from './sim.test.support.ts'

const change = fn({ name: 'change', role: 'check', backward: () => [feedback('change it')] }, () => 1)

/** A place of a run, and what it told and spent. */
function place() {
  const events: RunEvent[] = []
  const spending = budget()
  const call: Call = rootCall({ budget: spending, emit: async (event) => void events.push(event) })
  const update = () => events.flatMap((event) => (event.type === 'update' ? [event] : []))[0]!
  return { call, update, calls: () => spending.total().calls }
}

describe.skipIf(!simPath)('a step', () => {
  const sim = simOfTests()

  /** What it makes of a text where its requests meet these faults; every request of it was paid and counted once. */
  async function step(...faults: readonly string[]) {
    sim().reset()
    sim().configure({ faults })
    const x = variable('old', { role: 'answer' })
    await (await change([x])).backward()
    const { engine, expectBalance } = layeredAt(sim())
    const { call, update, calls } = place()
    await new TGD([x], { engine }).step(call)
    expectBalance()
    expect(sim().stats()).toMatchObject({ requests: calls(), paid: calls(), paidLost: 0 })
    return { value: x.value, update: update(), calls: calls() }
  }

  const read = ['tags_twice', 'tags_fenced', 'tags_case', 'tags_attr', 'tags_spaced']

  test.for(read)('fault 26: reads %s in one call', async (fault) => {
    const sound = await step()
    const { value, update, calls } = await step(fault)
    expect(value).toBe(sound.value)
    expect(value).not.toBe('old')
    expect(update.outcome).toBe('changed')
    expect(calls).toBe(1)
  })

  test.for(['tags_case', 'tags_attr', 'tags_spaced'])(
    'fault 29: says that it read %s all the same',
    async (fault) => {
      expect((await step(fault)).update.detail).toMatch(/^its tags were read though/)
      expect((await step('tags_fenced')).update).not.toHaveProperty('detail')
    },
  )

  test.for([
    ['tags_missing', 'no text between'],
    ['tags_unclosed', 'never closes it'],
    ['tags_unopened', 'no text between'],
    ['tags_nested', 'more often than it opens'],
    ['tags_swapped', 'never closes it'],
    ['tags_escaped', 'no text between'],
    ['tags_wrong', 'no text between'],
    ['tags_empty', 'is empty'],
    ['tags_many', 'never closes it'],
  ] as const)(
    'fault 26: asks again after %s, and keeps the old value in the end',
    async ([fault, defect]) => {
      const again = await step(`${fault}:times=1`)
      expect(again.update.outcome).toBe('changed')
      expect(again.value).not.toMatch(/old|IMPROVED_VARIABLE/)
      expect(again.calls).toBe(2)
      const [, second] = sim().records()
      expect(JSON.stringify(second!.body['messages'])).toContain(defect)
      const never = await step(fault)
      expect(never).toMatchObject({ value: 'old', calls: 3, update: { outcome: 'unusable' } })
      expect(never.update.detail).toContain(defect)
    },
  )

  test('fault 33: an order in a reply stays between its tags in the next request, and enables nothing', async () => {
    await using disposable = new AsyncDisposableStack()
    const brain = ({ text }: { text: string }) => {
      const [, tag] = /between <([\w-]+)> and/.exec(text) ?? []
      return tag === undefined ? 'Paris.' : `<${tag}>Name the city.</${tag}>`
    }
    const orders = await startSim({ brain, faults: ['injection'] })
    disposable.defer(() => orders.close())
    const { engine } = layeredAt(orders)
    const { call } = place()
    const system = variable('Answer.', { role: 'system prompt' })
    const question = constant('What is the capital of France?', { role: 'question' })
    const answer = await new LlmCall({ engine, system }).forward(question, call)
    const loss = await new TextLoss('Judge the answer.', { engine }).forward(answer, call)
    await loss.backward({ engine, call })
    await new TGD([system], { engine }).step(call)
    const bodies = orders.records().map(({ body }) => body)
    expect(bodies).toHaveLength(4)
    for (const body of bodies) {
      expect(Object.keys(body).toSorted()).toEqual(['messages', 'model'])
      expect((body['messages'] as { role: string }[]).map(({ role }) => role)).toEqual(['system', 'user'])
    }
    const [, user] = bodies[3]!['messages'] as { content: string }[]
    const [, tag] = /<(output[\w-]*)>\n/.exec(user!.content)!
    expect(user!.content).toContain(`<${tag}>\n${answer.value}\n</${tag}>`)
    expect(answer.value).toContain('${process.env.OPENAI_API_KEY}')
    expect(system.value).toBe('Name the city.')
  })

  test('fault 62: of a model without a known price costs an unknown amount, never 0, and ends a budget in dollars', async () => {
    const engine = compose(engineAt(sim()), priced({ other: { input: 1, output: 1 } }))
    const request = { purpose: 'forward', messages: [{ role: 'user', content: 'hello' }] } as const
    const { usage } = await engine.generate(request)
    expect(usage.inputTokens).toBeGreaterThan(0)
    expect(usage).not.toHaveProperty('dollars')
    const dollars = budget({ dollars: 1 })
    const llm = new LlmCall({ engine })
    const ask = (call: Call) => llm.forward(constant('hello', { role: 'question' }), call)
    await expect(ask(rootCall({ budget: dollars }))).rejects.toThrow(
      new BudgetExceeded('The budget in dollars can not be kept: the engine tells no price'),
    )
    expect(sim().stats().requests).toBe(2)
    const tokens = budget({ tokens: 1000 })
    await ask(rootCall({ budget: tokens }))
    expect(tokens.total().tokens).toBeGreaterThan(0)
  })
})

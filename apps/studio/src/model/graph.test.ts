import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { graphValue } from './graph-value.ts'
import { graphOf } from './graph.ts'

const numbered = (events: readonly RunEvent[]) => events.map((event, place) => ({ number: place + 1, event }))
const at = { step: 1, at: 0 }

const forward = (variable: string, op: string, inputs: readonly string[]): RunEvent => ({
  ...at,
  type: 'forward',
  path: variable,
  variable,
  op,
  role: `result of ${op}`,
  inputs,
  value: `value of ${variable}`,
})

const gradient = (variable: string, from: string): RunEvent => ({
  ...at,
  type: 'gradient',
  path: `step-1/backward/${variable}`,
  variable,
  role: 'said of',
  from,
  kind: 'feedback',
  text: `feedback on ${variable}`,
})

const call = (path: string, purpose: 'forward' | 'backward' | 'update'): RunEvent => ({
  ...at,
  type: 'generate',
  path,
  purpose,
  engine: 'test',
  messages: [{ role: 'user', content: 'asked' }],
  text: 'answered',
  finish: 'stop',
  usage: {},
})

const digit = (item: string): string => item.replace(/^.*-/, '')

/** An answer to each question, its loss, and the sum of the losses. */
function batch(items: number): RunEvent[] {
  const own = Array.from({ length: items }, (_, item) => `step-1/item-${item}`)
  return [
    ...own.map((item) => forward(`${item}/llm-call#a`, 'llm-call', ['prompt', `question#${digit(item)}`])),
    ...own.map((item) => forward(`${item}/loss#b`, 'loss', [`${item}/llm-call#a`])),
    forward(
      'step-1/sum#c',
      'sum',
      own.map((item) => `${item}/loss#b`),
    ),
    ...own.flatMap((item) => [
      gradient(`${item}/llm-call#a`, `${item}/loss#b`),
      gradient('prompt', `${item}/llm-call#a`),
    ]),
  ]
}

describe('the graph of a step', () => {
  it('has values and feedback as they were recorded', () => {
    const { nodes, edges, total, scopes } = graphOf(numbered(batch(2)), ['prompt'])
    expect(scopes).toEqual([''])
    expect(total).toBe(8)
    expect(nodes.map(({ id, kind, said }) => [id, kind, said])).toEqual([
      ['prompt', 'parameter', 2],
      ['question#0', 'given', 0],
      ['step-1/item-0/llm-call#a', 'made', 1],
      ['question#1', 'given', 0],
      ['step-1/item-1/llm-call#a', 'made', 1],
      ['step-1/item-0/loss#b', 'made', 0],
      ['step-1/item-1/loss#b', 'made', 0],
      ['step-1/sum#c', 'made', 0],
    ])
    expect(edges).toContainEqual({ from: 'prompt', to: 'step-1/item-0/llm-call#a', isSaid: true })
    expect(edges).toContainEqual({ from: 'step-1/item-0/loss#b', to: 'step-1/sum#c', isSaid: false })
    expect(edges).toHaveLength(8)
  })

  it('draws what was made alike as one where there are a thousand', () => {
    const { nodes, edges, total, left } = graphOf(numbered(batch(400)), ['prompt'])
    expect({ total, left }).toEqual({ total: 1202, left: 0 })
    expect(nodes.map(({ op = 'given', kind, count, said }) => [op, kind, count, said])).toEqual([
      ['given', 'parameter', 1, 400],
      ['given', 'given', 400, 0],
      ['llm-call', 'made', 400, 400],
      ['loss', 'made', 400, 0],
      ['sum', 'made', 1, 0],
    ])
    expect(nodes[2]!.members).toHaveLength(200)
    expect(edges).toHaveLength(4)
  })

  it('leaves out the beginning of a chain that is longer than can be drawn, and says so', () => {
    const chain = Array.from({ length: 1000 }, (_, link) =>
      forward(`step-1/op#${link}`, 'op', [link === 0 ? 'prompt' : `step-1/op#${link - 1}`]),
    )
    const { nodes, left, total } = graphOf(numbered(chain), ['prompt'])
    expect({ total, left, drawn: nodes.length }).toEqual({ total: 1001, left: 701, drawn: 300 })
    expect(nodes.at(-1)!.id).toBe('step-1/op#999')
    // What is trained is always there.
    expect(nodes.slice(0, 2).map(({ id }) => id)).toEqual(['prompt', 'step-1/op#701'])
    const earlier = graphOf(numbered(chain), ['prompt'], { until: 'step-1/op#701' })
    expect(earlier).toMatchObject({ left: 403, later: 298 })
    expect([earlier.nodes[1]!.id, earlier.nodes.at(-1)!.id]).toEqual(['step-1/op#403', 'step-1/op#701'])
    expect(graphOf(numbered(chain), ['prompt'], { until: 'nothing' }).later).toBe(0)
  })

  it('tells the judging of a candidate apart', () => {
    const judged = forward('step-1/evaluate-x/llm-call#a', 'llm-call', ['prompt'])
    const events = numbered([...batch(1), { ...judged }])
    expect(graphOf(events, ['prompt']).scopes).toEqual(['', 'step-1/evaluate-x'])
    const { nodes, scope } = graphOf(events, ['prompt'], { scope: 'step-1/evaluate-x' })
    expect(scope).toBe('step-1/evaluate-x')
    expect(nodes.map(({ id }) => id)).toEqual(['prompt', 'step-1/evaluate-x/llm-call#a'])
    expect(graphOf(events, [], { scope: 'unknown' }).scope).toBe('')
  })
})

describe('a value of a graph', () => {
  const events = numbered([
    call('step-1/item-0/llm-call#a/forward', 'forward'),
    ...batch(2),
    call('step-1/backward/item-0/llm-call#a/edge-0', 'backward'),
    call('step-1/backward/item-1/llm-call#a/edge-0', 'backward'),
    call('step-1/update/prompt/attempt-0', 'update'),
    {
      ...at,
      type: 'update',
      path: 'step-1/update/prompt',
      parameter: 'prompt',
      role: 'p',
      before: 'old',
      after: 'new',
      outcome: 'changed',
    },
  ])

  it('has what was said of it, and the calls that made it and passed feedback on', () => {
    const value = graphValue(events, 'step-1/item-0/llm-call#a')!
    expect(value).toMatchObject({ op: 'llm-call', value: 'value of step-1/item-0/llm-call#a', number: 2 })
    expect(value.gradients.map(({ text }) => text)).toEqual(['feedback on step-1/item-0/llm-call#a'])
    expect(value.calls.map(({ purpose }) => purpose)).toEqual(['forward', 'backward'])
  })

  it('is what a parameter was before it was changed, with the call that changed it', () => {
    const value = graphValue(events, 'prompt')!
    expect(value).toMatchObject({ role: 'said of', value: 'old' })
    expect(value.gradients).toHaveLength(2)
    expect(value.calls.map(({ purpose }) => purpose)).toEqual(['update'])
    expect(graphValue(events, 'nothing')).toBeUndefined()
  })
})

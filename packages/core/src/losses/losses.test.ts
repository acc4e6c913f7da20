import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { variable } from '../graph/variable.ts'
import { rootCall } from '../run/call.ts'
import { memoryJournal } from '../run/journal.ts'
import { HumanLoss } from './human-loss.ts'
import { MetricLoss } from './metric-loss.ts'

describe('MetricLoss', () => {
  const loss = new MetricLoss({
    metrics: [
      { name: 'F1', direction: 'maximize', target: 0.9 },
      { name: 'runtime', direction: 'minimize', unit: 'ms' },
    ],
    measure: (n: number) => {
      if (n < 0) throw new RangeError('it is negative')
      return { F1: n, runtime: 12.5 }
    },
  })

  it('says what is measured and which way is better, exactly and without a call', async () => {
    const x = variable(0.25, { role: 'threshold', codec: number })
    const made = await loss.forward(x)
    expect(made.render()).toBe(
      'F1 is 0.25; higher is better, and at least 0.9 is wanted.\nruntime is 12.5 ms; lower is better.',
    )
    await made.backward()
    expect(x.gradients[0]).toMatchObject({
      kind: 'feedback',
      text: made.render(),
      data: [
        { goal: 'F1', value: 0.25, direction: 'maximize', by: 0.65 },
        { goal: 'runtime', value: 12.5, direction: 'minimize', unit: 'ms' },
      ],
    })
  })

  it('says no more of a metric that has reached its target, and is satisfied when all have', async () => {
    const x = variable(0.95, { role: 'threshold', codec: number })
    await (await loss.forward(x)).backward()
    expect(x.gradients[0]?.text).toBe('runtime is 12.5 ms; lower is better.')
    const reached = new MetricLoss({
      metrics: [{ name: 'n', direction: 'minimize', target: 1 }],
      measure: (n: number) => ({ n }),
    })
    x.zeroGrad()
    await (await reached.forward(x)).backward()
    expect(x.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
  })

  it('makes a measure that fails, or gives no number, feedback', async () => {
    const x = variable(-1, { role: 'threshold', codec: number })
    await (await loss.forward(x)).backward()
    expect(x.gradients[0]?.text).toBe('metric-loss failed on this value: it is negative')
    const nothing = new MetricLoss({
      metrics: [{ name: 'n', direction: 'maximize' }],
      measure: () => ({ n: Number.NaN }),
    })
    expect((await nothing.forward(x)).render()).toBe('failed: The metric n is NaN, not a number')
    expect(() => new MetricLoss({ metrics: [], measure: () => ({}) })).toThrow('at least one metric')
  })
})

describe('HumanLoss', () => {
  it('makes the critique of a person the gradient, word for word', async () => {
    const asked: string[] = []
    const loss = new HumanLoss({
      ask: async (question) => {
        asked.push(question)
        return 'Too long.'
      },
    })
    const x = variable('a long answer', { role: 'answer' })
    await (await loss.forward(x)).backward({ mode: 'per-edge' })
    expect(asked).toEqual(['a long answer\n\nWhat should be better?'])
    expect(x.gradients.map(({ kind, text }) => [kind, text])).toEqual([['feedback', 'Too long.']])
  })

  it('takes a blank answer for satisfaction', async () => {
    const x = variable('fine', { role: 'answer' })
    await (await new HumanLoss({ ask: async () => ' ' }).forward(x)).backward()
    expect(x.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
  })

  it('is asked once: a resumed run has the answer, and a changed value asks anew', async () => {
    let asked = 0
    const loss = new HumanLoss({ ask: async () => `answer ${++asked}` })
    const journal = memoryJournal()
    const ask = async (value: string) =>
      (await loss.forward(variable(value, { role: 'answer' }), rootCall({ journal }))).value
    expect([await ask('one'), await ask('one'), await ask('two')]).toEqual([
      'answer 1',
      'answer 1',
      'answer 2',
    ])
  })

  it('lets what ask() throws reach the caller', async () => {
    const loss = new HumanLoss({ ask: async () => Promise.reject(new Error('the terminal is closed')) })
    await expect(loss.forward(variable('x', { role: 'answer' }))).rejects.toThrow('the terminal is closed')
  })
})

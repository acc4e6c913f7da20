import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { EngineError } from '../errors.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { rootCall } from '../run/call.ts'
import type { RunEvent } from '../run/event.ts'
import { scripted } from '../testing/index.ts'
import { fn } from './fn.ts'
import { feedback } from './gradient.ts'
import { variable } from './variable.ts'

const half = fn(
  {
    name: 'half',
    role: 'half of it',
    codec: number,
    backward: ({ args: [value], result }) => [feedback(`${value} gave ${result}`, { by: result })],
  },
  ([value]: readonly [number]) => {
    if (value < 0) throw new RangeError('it is negative')
    return value / 2
  },
)

describe('fn', () => {
  it('turns a function into an op with exact feedback', async () => {
    const x = variable(4, { role: 'number', codec: number })
    const y = await half([x])
    expect(y.value).toBe(2)
    await y.backward()
    expect(x.gradients[0]).toMatchObject({ kind: 'feedback', text: '4 gave 2', data: { by: 2 } })
  })

  it('takes floats and gives any type (D21)', async () => {
    const x = variable(0.25, { role: 'number', codec: number })
    expect((await half([x])).value).toBe(0.125)
  })

  it('makes what it throws feedback on its input, with a warning event (D22)', async () => {
    const events: RunEvent[] = []
    const call = rootCall({ emit: (event) => void events.push(event) })
    const x = variable(-1, { role: 'number', codec: number })
    const y = await half([x], call)
    expect(() => y.value).toThrow('it is negative')
    expect(y.render()).toBe('failed: it is negative')
    const warning = events.find(({ type }) => type === 'warning')
    expect(warning).toMatchObject({
      message: 'half failed: it is negative',
      cause: 'RangeError: it is negative',
    })
    await y.backward()
    expect(x.gradients.map(({ text }) => text)).toEqual(['half failed on this value: it is negative'])
  })

  it('does not run on what failed upstream, and blames the right input', async () => {
    const engine = scripted()
    const x = variable(-1, { role: 'number', codec: number })
    const answer = await new LlmCall({ engine, system: variable('s', { role: 'system' }) }).forward(
      await half([await half([x])]),
    )
    expect(engine.calls).toHaveLength(0)
    await answer.backward()
    expect(x.gradients.map(({ text }) => text)).toEqual(['half failed on this value: it is negative'])
  })

  it('ends the run when the first 3 calls all fail alike', async () => {
    const broken = fn({ name: 'broken', role: 'nothing' }, (): string => {
      throw new TypeError('x is not a function')
    })
    await broken([])
    await broken([])
    await expect(broken([])).rejects.toThrow('broken failed alike on its first 3 calls: x is not a function')
  })

  it('lets engine errors and aborts through, and everything when asked to', async () => {
    const failing = (error: Error, onError?: 'throw') =>
      fn({ name: 'failing', role: 'r', ...(onError && { onError }) }, (): string => {
        throw error
      })
    await expect(failing(new EngineError('down', { kind: 'server' }))([])).rejects.toThrow('down')
    await expect(failing(new DOMException('stop', 'AbortError'))([])).rejects.toThrow('stop')
    await expect(failing(new Error('mine'), 'throw')([])).rejects.toThrow('mine')
    const controller = new AbortController()
    const slow = fn({ name: 'slow', role: 'r' }, () => new Promise<string>(() => {}))
    const waiting = slow([], rootCall({ signal: controller.signal }))
    controller.abort(new RangeError('a reason of its own'))
    await expect(waiting).rejects.toThrow('a reason of its own')
  })

  it('asks a model for the feedback of a function without an exact one, with values in full', async () => {
    const engine = scripted({ reply: () => 'sort the words' })
    const words = variable('word '.repeat(200), { role: 'list of words' })
    const op = fn(
      { name: 'count-words', role: 'count', codec: number, purpose: 'counts words' },
      ([list]: readonly [string]) => list.split(' ').length,
    )
    const count = await op([words])
    await count.backward({ engine })
    const prompt = JSON.stringify(engine.calls[0]?.messages[1]?.content)
    expect(prompt.split('word '.repeat(200).trim())).toHaveLength(3)
    expect(prompt).toContain('counts words')
    expect(words.gradients[0]).toMatchObject({ text: 'sort the words', context: { outputRole: 'count' } })
  })

  it('names results by what they are made from, so that ids do not depend on who comes first', async () => {
    const a = variable(2, { role: 'a', codec: number })
    const b = variable(2, { role: 'b', codec: number })
    const ids = async (order: readonly (typeof a)[]) => {
      const call = rootCall({ path: 'step-1' })
      const made = await Promise.all(order.map((one) => half([one], call)))
      return made.map(({ id }) => id).toSorted()
    }
    expect(await ids([a, b])).toEqual(await ids([b, a]))
    expect((await ids([a, a]))[1]).toMatch(/^step-1\/half#\w+\.1$/)
  })
})

import { compose, EngineError, type Engine, type Part } from '@textgrad/core'
import { describe, expect, test, vi } from 'vitest'

import { cold, mapStore, numbered, textsOf, usage } from './cached.test.support.ts'
import { cached } from './cached.ts'
import { ask, canary, failure } from './sim.test.support.ts'

describe('at temperature 0', () => {
  test('the same request is bought once, and what it saved is told', async () => {
    const model = numbered()
    const engine = compose(model, cached(mapStore()))
    const bought = await engine.generate(cold('hello'))
    expect(bought).toEqual({ text: 'reply 0', finish: 'stop', usage, model: 'scripted-1' })
    expect(await engine.generate(cold('hello'))).toEqual({
      ...bought,
      usage: { inputTokens: 0, outputTokens: 0, dollars: 0, calls: 0, saved: usage },
    })
    expect(model.calls).toHaveLength(1)
  })

  test('requests under way together share a reply, and one of them pays', async () => {
    const model = numbered({ latency: 5 })
    const engine = compose(model, cached(mapStore()))
    const replies = await Promise.all(Array.from({ length: 50 }, () => engine.generate(cold('hello'))))
    expect(model.calls).toHaveLength(1)
    expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(['reply 0']))
    expect(replies.reduce((sum, reply) => sum + reply.usage.dollars!, 0)).toBe(0.25)
  })

  test('the engine’s own temperature counts where the request has none', async () => {
    const model: Engine = { ...numbered(), settings: { sampling: { temperature: 0 } } }
    const engine = compose(model, cached(mapStore()))
    expect(await textsOf(engine, [ask('hello'), ask('hello')])).toEqual(['reply 0', 'reply 0'])
  })
})

describe('above it', () => {
  test('every asking has its own reply, and another run gets them in the same order', async () => {
    const { store } = mapStore()
    const run = (model: Engine) =>
      textsOf(compose(model, cached({ store })), [ask('a'), ask('b'), ask('a'), ask('a')])
    const first = await run(numbered())
    expect(first).toEqual(['reply 0', 'reply 1', 'reply 2', 'reply 3'])
    const again = numbered()
    expect(await run(again)).toEqual(first)
    expect(again.calls).toHaveLength(0)
  })

  test('a further asking of another run is bought', async () => {
    const { store } = mapStore()
    await textsOf(compose(numbered(), cached({ store })), [ask('a'), ask('a')])
    const model = numbered({ reply: () => 'third' })
    expect(await textsOf(compose(model, cached({ store })), [ask('a'), ask('a'), ask('a')])).toEqual([
      'reply 0',
      'reply 1',
      'third',
    ])
    expect(model.calls).toHaveLength(1)
  })
})

describe('what is not kept', () => {
  test.for<[string, object]>([
    ['a refusal', { text: 'no', finish: 'refused' }],
    ['a cut reply', { text: 'half', finish: 'length' }],
    ['an empty reply', { text: ' \n' }],
  ])('%s', async ([, reply]) => {
    const { store, entries } = mapStore()
    const engine = compose(numbered({ reply: () => reply }), cached({ store }))
    expect(await engine.generate(cold('hello'))).toMatchObject(reply)
    expect(entries.size).toBe(0)
  })

  test('a reply that is not JSON where a schema asked for it', async () => {
    const { store, entries } = mapStore()
    const engine = compose(numbered({ reply: () => '{"a": ' }), cached({ store }))
    await engine.generate(cold('hello', { schema: { type: 'object' } }))
    expect(entries.size).toBe(0)
  })

  test('an error, which all who waited for it get, and which is asked again', async () => {
    const error = new EngineError('busy', { kind: 'server', retryable: true })
    const model = numbered({
      latency: 1,
      reply(_, call) {
        if (call === 0) throw error
        return 'now'
      },
    })
    const engine = compose(model, cached(mapStore()))
    const both = await Promise.all([failure(engine.generate(cold('x'))), failure(engine.generate(cold('x')))])
    expect(both).toEqual([error, error])
    expect((await engine.generate(cold('x'))).text).toBe('now')
  })

  test('anything secret: neither prompts nor keys are in an entry', async () => {
    const { store, entries } = mapStore()
    const content: Part[] = [{ type: 'image', url: `https://ann:${canary}@example.org/a.png?key=${canary}` }]
    const request = cold('', {
      messages: [
        { role: 'user', content },
        { role: 'user', content: canary },
      ],
    })
    await compose(numbered(), cached({ store })).generate(request)
    expect(entries.size).toBe(1)
    expect(JSON.stringify([...entries])).not.toMatch(/CANARY/)
  })
})

describe('abort', () => {
  test('of one leaves the others their reply, and the first that is left pays', async () => {
    const model = numbered({ latency: 20 })
    const engine = compose(model, cached(mapStore()))
    const controller = new AbortController()
    const first = failure(engine.generate(cold('hello', { signal: controller.signal })))
    const others = [engine.generate(cold('hello')), engine.generate(cold('hello'))]
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await first).toBe(reason)
    const replies = await Promise.all(others)
    expect(replies.map(({ usage }) => usage.dollars)).toEqual([0.25, 0])
    expect(model.calls).toHaveLength(1)
  })

  test('of all stops the request, and who asks then begins anew', async () => {
    const model = numbered({ latency: 300 })
    const engine = compose(model, cached(mapStore()))
    const controllers = [new AbortController(), new AbortController()]
    const asked = controllers.map(({ signal }) => failure(engine.generate(cold('hello', { signal }))))
    await vi.waitFor(() => expect(model.calls).toHaveLength(1), { timeout: 20_000, interval: 5 })
    for (const controller of controllers) controller.abort()
    await Promise.all(asked)
    expect(model.calls[0]?.signal?.aborted).toBe(true)
    expect((await engine.generate(cold('hello'))).text).toBe('reply 1')
    const aborted = failure(engine.generate(cold('new', { signal: AbortSignal.abort() })))
    expect(await aborted).toMatchObject({ name: 'AbortError' })
  })
})

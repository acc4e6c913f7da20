import { compose, type GenerateRequest, type Part, type Engine } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { cold, mapStore, numbered, textsOf } from './cached.test.support.ts'
import { cached } from './cached.ts'

describe('the question', () => {
  const image = (bytes: number[]): Part => ({
    type: 'image',
    mediaType: 'image/png',
    bytes: new Uint8Array(bytes),
  })
  const shows = (...content: Part[]): GenerateRequest => cold('', { messages: [{ role: 'user', content }] })
  const base = cold('hello')

  test.for<[string, GenerateRequest]>([
    ['the text', cold('hello!')],
    ['the role', cold('', { messages: [{ role: 'system', content: 'hello' }] })],
    [
      'where messages end',
      cold('', {
        messages: [
          { role: 'user', content: 'hel' },
          { role: 'user', content: 'lo' },
        ],
      }),
    ],
    ['the purpose', cold('hello', { purpose: 'evaluate' })],
    ['the schema', cold('hello', { schema: { type: 'object' } })],
    ['the sampling', cold('hello', { sampling: { temperature: 0, maxTokens: 5 } })],
    ['the seed for the provider', cold('hello', { sampling: { temperature: 0, seed: 5 } })],
    ['a stop text', cold('hello', { sampling: { temperature: 0, stop: ['x'] } })],
  ])('is another one where %s differs', async ([, other]) => {
    const model = numbered({ reply: () => '{}' })
    const engine = compose(model, cached(mapStore()))
    await textsOf(engine, [base, other])
    expect(model.calls).toHaveLength(2)
  })

  test('is another one where an image differs by one byte, or its type', async () => {
    const model = numbered()
    const engine = compose(model, cached(mapStore()))
    const jpeg: Part = { type: 'image', mediaType: 'image/jpeg', bytes: new Uint8Array([1, 2]) }
    const [one, other, same, typed] = [image([1, 2]), image([1, 3]), image([1, 2]), jpeg]
    expect(await textsOf(engine, [shows(one), shows(other), shows(same), shows(typed)])).toEqual([
      'reply 0',
      'reply 1',
      'reply 0',
      'reply 2',
    ])
  })

  test('is another one for another engine, other settings or another address', async () => {
    const { store } = mapStore()
    const layer = cached({ store })
    const engines: Engine[] = [
      numbered(),
      numbered({ id: 'other' }),
      { ...numbered(), settings: { sampling: { maxTokens: 5 } } },
      { ...numbered(), settings: { address: 'http://localhost/v1' } },
      { ...numbered(), structured: true },
    ]
    for (const engine of engines) {
      expect((await compose(engine, layer).generate(base)).usage.dollars).toBe(0.25)
    }
  })

  test('is the same wherever, when and with which seed of the run it was asked, in any order of fields', async () => {
    const model = numbered()
    const engine = compose(model, cached(mapStore()))
    await textsOf(engine, [
      base,
      { ...base, path: '3/forward/x', seed: 7, signal: new AbortController().signal },
      { sampling: { temperature: 0 }, messages: [{ content: 'hello', role: 'user' }], purpose: 'forward' },
    ])
    expect(model.calls).toHaveLength(1)
  })
})

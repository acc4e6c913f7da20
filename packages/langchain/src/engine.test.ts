// The language model behind these tests is simulated (agent.test.support.ts).
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { TextLoss, variable, type GenerateRequest } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { failure, modelAt, ScriptedChatModel } from './agent.test.support.ts'
import { langchainEngine } from './index.ts'

const id = 'langchain/scripted'

function ask(text: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { purpose: 'forward', messages: [{ role: 'user', content: text }], ...more }
}

describe('langchainEngine', () => {
  it('gives the text, the finish, the usage and the model that answered', async () => {
    const told = { finish_reason: 'stop', model_name: 'scripted-1' }
    const model = new ScriptedChatModel(() => ({ text: 'A slope.', tokens: [12, 3], told }))
    expect(await langchainEngine(model, { id }).generate(ask('What is a gradient?'))).toEqual({
      text: 'A slope.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
      model: 'scripted-1',
    })
  })

  it('leaves unknown what the model does not tell', async () => {
    const model = new FakeListChatModel({ responses: ['A slope.'] })
    const result = await langchainEngine(model, { id }).generate(ask('What is a gradient?'))
    expect(result).toEqual({ text: 'A slope.', finish: 'stop', usage: {} })
  })

  it.each([
    [{ finish_reason: 'length' }, 'length'],
    [{ stop_reason: 'max_tokens' }, 'length'],
    [{ finishReason: 'MAX_TOKENS' }, 'length'],
    [{ finish_reason: 'content_filter' }, 'refused'],
    [{ stop_reason: 'refusal' }, 'refused'],
    [{ finishReason: 'SAFETY' }, 'refused'],
    [{ stop_reason: 'end_turn' }, 'stop'],
    [{}, 'stop'],
  ])('a reply that tells %o has the finish %s', async (told, finish) => {
    const model = new ScriptedChatModel(() => ({ text: 'A', told }))
    expect((await langchainEngine(model, { id }).generate(ask('hello'))).finish).toBe(finish)
  })

  it('passes on roles, and images by their address or as data', async () => {
    const model = new ScriptedChatModel(() => ({ text: 'A' }))
    const bytes = new Uint8Array([0, 137, 80, 78]).subarray(1)
    await langchainEngine(model, { id }).generate({
      purpose: 'forward',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Which molecule?' },
            { type: 'image', mediaType: 'image/png', bytes },
            { type: 'image', url: 'https://example.org/molecule.png' },
          ],
        },
        { role: 'assistant', content: 'Water.' },
      ],
    })
    expect(model.asked[0]!.map(({ type, content }) => [type, content])).toEqual([
      ['system', 'Be brief.'],
      [
        'human',
        [
          { type: 'text', text: 'Which molecule?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
          { type: 'image_url', image_url: { url: 'https://example.org/molecule.png' } },
        ],
      ],
      ['ai', 'Water.'],
    ])
  })

  it('refuses sampling that only the maker of the model can set, and takes stop', async () => {
    const model = new ScriptedChatModel(() => ({ text: 'A' }))
    const engine = langchainEngine(model, { id })
    await engine.generate(ask('hello', { sampling: { stop: ['END'] } }))
    const error = await failure(engine.generate(ask('hello', { sampling: { temperature: 0 } })))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'unsupported', paid: 'no' })
    expect(error.message).toContain('temperature')
    expect(model.asked).toHaveLength(1)
  })

  it('rejects with the signal’s reason when aborted, and asks nothing when it was before', async () => {
    const controller = new AbortController()
    let requests = 0
    await using hanging = await modelAt(() => {
      requests++
      controller.abort()
    })
    const engine = langchainEngine(hanging.model, { id })
    const { signal } = controller
    expect(await failure(engine.generate(ask('hello', { signal })))).toBe(signal.reason)
    const reason = new Error('no time')
    expect(await failure(engine.generate(ask('hello', { signal: AbortSignal.abort(reason) })))).toBe(reason)
    expect(requests).toBe(1)
  })

  it('is an engine for losses', async () => {
    const engine = langchainEngine(new FakeListChatModel({ responses: ['Too long.'] }), { id })
    const loss = await new TextLoss('Is it short?', { engine }).forward(
      variable('long text', { role: 'text' }),
    )
    expect(loss.value).toBe('Too long.')
  })
})

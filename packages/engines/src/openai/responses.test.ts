// The language model behind these tests is simulated (tools/sim in the shared folder); nothing else is: the engine talks
// to its responses API over HTTP through the real SDK.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { EngineError, GenerateRequest, Message } from '@textgrad/core'
import { describe, expect, onTestFinished, test } from 'vitest'

import { ask, canary, engineAt, failure, simOfTests, simPath, startSim } from '../sim.test.support.ts'
import { openai, type OpenAIOptions } from './openai.ts'

const api = 'responses'

describe.skipIf(!simPath)('the responses API', () => {
  const sim = simOfTests()
  const bodyOf = (index = 0) => sim().records()[index]?.body

  test.for([false, true])('gives what the chat API gives (streamed: %s)', async (stream) => {
    const { text, finish, model, usage } = await engineAt(sim(), { api, stream }).generate(ask('hello'))
    expect(text).toMatch(/\S/)
    expect({ finish, model }).toEqual({ finish: 'stop', model: 'sim-1' })
    expect(usage).toEqual({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) })
  })

  test('is sent messages and sampling in its own form, and asked to keep nothing', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Which molecule?' },
          { type: 'image', mediaType: 'image/png', bytes: new Uint8Array([137, 80, 78]) },
          { type: 'image', url: 'https://example.org/molecule.png' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Ethanol.' }] },
      { role: 'user', content: 'Sure?' },
    ]
    const engine = engineAt(sim(), { api, temperature: 0.5, maxTokens: 100, seed: 7 })
    await engine.generate({ purpose: 'forward', messages, sampling: { topP: 0.9 } })
    expect(bodyOf()).toEqual({
      model: 'sim-1',
      input: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Which molecule?' },
            { type: 'input_image', image_url: 'data:image/png;base64,iVBO', detail: 'auto' },
            { type: 'input_image', image_url: 'https://example.org/molecule.png', detail: 'auto' },
          ],
        },
        { role: 'assistant', content: 'Ethanol.' },
        { role: 'user', content: 'Sure?' },
      ],
      temperature: 0.5,
      top_p: 0.9,
      max_output_tokens: 100,
      store: false,
    })
  })

  test('is sent no temperature for a reasoning model', async () => {
    await engineAt(sim(), { api, model: 'gpt-5-mini', temperature: 0, maxTokens: 9 }).generate(ask('hello'))
    expect(Object.keys(bodyOf()!).toSorted()).toEqual(['input', 'max_output_tokens', 'model', 'store'])
  })

  test('structured: holds the reply to the schema of a request', async () => {
    const properties = { PROMPT: { type: 'string' } }
    const schema = { type: 'object', properties, required: ['PROMPT'], additionalProperties: false }
    const { text } = await engineAt(sim(), { api, structured: true }).generate(ask('hello', { schema }))
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['PROMPT'])
    const format = { type: 'json_schema', name: 'reply', strict: true, schema }
    expect(bodyOf()).toMatchObject({ text: { format } })
  })

  test.for<[string, Partial<GenerateRequest>]>([
    ['stop sequences', { sampling: { stop: ['END'] } }],
    [
      'an image outside a user message',
      { messages: [{ role: 'system', content: [{ type: 'image', url: 'https://example.org/a.png' }] }] },
    ],
  ])('%s are unsupported, and nothing is sent', async ([, request]) => {
    const error = await failure(engineAt(sim(), { api }).generate(ask('hello', request)))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'unsupported', paid: 'no' })
    expect(sim().stats().requests).toBe(0)
  })

  test('tells what was known of the prompt, and what the model thought', async () => {
    await using disposable = new AsyncDisposableStack()
    const thinking = await startSim({ promptCache: true, reasoningTokens: 300 })
    disposable.defer(() => thinking.close())
    const long = ask('one two three '.repeat(1000))
    for (const way of [{ api }, { api, stream: true }, {}, { stream: true }] as const) {
      const engine = engineAt(thinking, way)
      await engine.generate(long)
      const { usage } = await engine.generate(long)
      expect(usage.cachedInputTokens).toBeGreaterThan(1000)
      expect(usage.reasoningTokens).toBe(300)
      expect(usage.outputTokens).toBeGreaterThan(300)
    }
  })

  test('an api that is neither is a caller’s mistake', () => {
    expect(() => openai({ model: 'm', apiKey: 'k', api: 'completions' as 'chat' })).toThrow(TypeError)
  })
})

/** What the engine makes of a body. */
async function readFrom(body: object, options: Partial<OpenAIOptions> = {}) {
  const server = createServer((_, response) => response.end(JSON.stringify(body)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return openai({
    model: 'm',
    baseURL: `http://127.0.0.1:${port}/v1`,
    apiKey: canary,
    api,
    ...options,
  }).generate(ask('hello'))
}

const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content })
const text = (written: string) => ({ type: 'output_text', text: written })
const refusal = { type: 'refusal', refusal: 'No.' }
const thoughts = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }

describe('a reply of the responses API', () => {
  test.for<[string, object, object]>([
    [
      'what is said in several parts, without the thoughts',
      { status: 'completed', output: [thoughts, message(text('a'), text('b')), message(text('c'))] },
      { text: 'abc', finish: 'stop' },
    ],
    [
      'thoughts alone, cut',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [thoughts] },
      { text: '', finish: 'length' },
    ],
    [
      'nothing, cut',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [] },
      { text: '', finish: 'length' },
    ],
    [
      'a filter',
      {
        status: 'incomplete',
        incomplete_details: { reason: 'content_filter' },
        output: [message(text('So'))],
      },
      { text: 'So', finish: 'refused' },
    ],
    ['cut without a reason', { status: 'incomplete', output: [message(text('So'))] }, { finish: 'length' }],
    ['a refusal', { status: 'completed', output: [message(refusal)] }, { text: 'No.', finish: 'refused' }],
    ['thoughts alone', { status: 'completed', output: [thoughts] }, { text: '', finish: 'stop' }],
  ])('may be %s', async ([, body, expected]) => {
    expect(await readFrom(body)).toMatchObject(expected)
  })

  test.for<[string, object, Partial<EngineError>]>([
    [
      'a server’s failure',
      { status: 'failed', error: { code: 'server_error', message: `broken ${canary}` }, output: [] },
      { kind: 'server', retryable: true, paid: 'maybe' },
    ],
    [
      'a limit',
      { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'slow' } },
      { kind: 'rate-limit', retryable: true, paid: 'maybe' },
    ],
    [
      'a prompt that is refused',
      { status: 'failed', error: { code: 'invalid_prompt', message: 'no' } },
      { kind: 'invalid-request', retryable: false },
    ],
    ['a failure without a reason', { status: 'failed', output: [] }, { kind: 'bad-reply', retryable: true }],
    ['no end yet', { status: 'in_progress', output: [] }, { kind: 'bad-reply', paid: 'yes' }],
    ['no status', { output: [message(text('a'))] }, { kind: 'bad-reply', paid: 'yes' }],
    ['no output', { status: 'completed' }, { kind: 'bad-reply', paid: 'yes' }],
    ['an output of nothing', { status: 'completed', output: [] }, { kind: 'bad-reply', paid: 'yes' }],
  ])('may be %s, which is an error', async ([, body, expected]) => {
    const error = await failure(readFrom(body))
    expect(error).toMatchObject(expected)
    expect(error.message).not.toContain('CANARY')
  })
})

// Streams as servers write them, on real connections.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, expect, onTestFinished, test } from 'vitest'

import { ask, engineAt, failure, simOfTests, simPath } from '../sim.test.support.ts'
import { chatRequest } from './chat-request.ts'
import { openai, type OpenAIOptions } from './openai.ts'

/** What the engine makes of a stream of pieces; null breaks the connection. */
async function readFrom(pieces: readonly (string | Uint8Array | null)[], more: Partial<OpenAIOptions> = {}) {
  const server = createServer(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const piece of pieces) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (piece === null) return response.socket?.resetAndDestroy()
      if (!response.destroyed) response.write(piece)
    }
    return response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const baseURL = `http://127.0.0.1:${port}/v1`
  return openai({ model: 'm', baseURL, stream: true, ...more }).generate(ask('hello'))
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const chunk = (delta: object, finish_reason: string | null = null): string =>
  event({ model: 'm', choices: [{ index: 0, delta, finish_reason }] })
const whole = [chunk({ content: 'ye' }), chunk({ content: 's' }), chunk({}, 'stop')]
const usage = event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } })
const done = 'data: [DONE]\n\n'

describe('a stream', () => {
  test.for<[string, readonly (string | Uint8Array | null)[]]>([
    ['usage and [DONE]', [...whole, usage, done]],
    [
      'comments that keep it alive',
      [': alive\n\n', whole[0]!, ': alive\n\n', ...whole.slice(1), usage, done],
    ],
    ['carriage returns', [...whole, usage, done].map((piece) => piece.replaceAll('\n', '\r\n'))],
    ['usage in every chunk', [...whole.map((piece) => piece), usage, usage, done]],
    ['more after [DONE]', [...whole, usage, done, 'data: {"broken\n\n']],
    ['other choices', [event({ choices: [{ index: 1, delta: { content: 'no' } }] }), ...whole, usage, done]],
    ['a byte order mark', ['\uFEFF', ...whole, usage, done]],
    ['a connection that breaks after the finish_reason and the usage', [...whole, usage, null]],
  ])('with %s makes its reply', async ([, pieces]) => {
    expect(await readFrom(pieces)).toEqual({
      text: 'yes',
      finish: 'stop',
      model: 'm',
      usage: { inputTokens: 3, outputTokens: 1 },
    })
  })

  test('that breaks after the finish_reason is whole, though nobody knows what it took', async () => {
    expect(await readFrom([...whole, null])).toMatchObject({ text: 'yes', finish: 'stop', usage: {} })
  })

  test.for<[string, readonly string[], object]>([
    ['length', [chunk({ content: 'ye' }), chunk({}, 'length')], { text: 'ye', finish: 'length' }],
    ['content_filter', [chunk({}, 'content_filter')], { text: '', finish: 'refused' }],
    [
      'a refusal',
      [chunk({ refusal: 'N' }), chunk({ refusal: 'o.' }), chunk({}, 'stop')],
      { text: 'No.', finish: 'refused' },
    ],
    ['no content', [chunk({ role: 'assistant' }), chunk({}, 'stop')], { text: '', finish: 'stop' }],
  ])('may end with %s', async ([, pieces, expected]) => {
    expect(await readFrom([...pieces, done])).toMatchObject(expected)
  })

  test.for<[string, readonly (string | Uint8Array)[], object, RegExp]>([
    ['without a finish_reason', [whole[0]!, done], { kind: 'connection', paid: 'yes' }, /truncated stream/],
    ['nothing', [], { kind: 'connection', paid: 'yes' }, /truncated stream/],
    [
      'a chunk that is cut',
      [...whole.slice(0, 2), whole[2]!.slice(0, -2)],
      { kind: 'connection' },
      /truncated/,
    ],
    [
      'an event that is a list',
      ['data: []\n\n', ...whole],
      { kind: 'bad-reply', paid: 'yes' },
      /no object: \[\]/,
    ],
    ['an error of a finish_reason', [chunk({}, 'error')], { kind: 'bad-reply' }, /finish_reason "error"/],
    [
      'an error',
      [whole[0]!, event({ error: { message: 'overrun', code: 502 } })],
      { kind: 'bad-reply' },
      /error: overrun/,
    ],
    ['a text error', [event({ error: 'overrun' })], { kind: 'bad-reply' }, /error: "overrun"/],
    [
      'invalid UTF-8',
      [whole[0]!, new Uint8Array([0xff, 0xfe]), ...whole],
      { kind: 'bad-reply', paid: 'yes' },
      /not UTF-8/,
    ],
    [
      'a character that is cut',
      [...whole.slice(0, 1), new Uint8Array([0xe2, 0x82])],
      { kind: 'bad-reply' },
      /not UTF-8/,
    ],
    [
      'an event without end',
      ['data: ', ...Array.from({ length: 9 }, () => 'x'.repeat(1 << 20))],
      { kind: 'bad-reply' },
      /more than 8388608 bytes/,
    ],
    [
      'a text without end',
      Array.from({ length: 9 }, () => chunk({ content: 'x'.repeat(1 << 20) })),
      { kind: 'bad-reply', paid: 'yes' },
      /more than 8388608 bytes/,
    ],
  ])('with %s is an error, and never a reply', async ([, pieces, expected, text]) => {
    const error = await failure(readFrom(pieces))
    expect(error).toMatchObject({ name: 'EngineError', retryable: true, ...expected })
    expect(error.message).toMatch(text)
  })

  test.for<[string, object]>([
    ['response.failed', { response: { status: 'failed', error: { code: 'server_error', message: 'no' } } }],
    ['error', { code: 'server_error', message: 'no' }],
  ])('of the responses API with %s is an error', async ([type, more]) => {
    const error = await failure(readFrom([event({ type, ...more })], { api: 'responses' }))
    expect(error).toMatchObject({ kind: 'server', retryable: true, paid: 'maybe' })
  })
})

describe.skipIf(!simPath)('streaming', () => {
  const sim = simOfTests()

  test('gives the same reply as one piece, with its usage', async () => {
    for (const api of ['chat', 'responses'] as const) {
      const one = await engineAt(sim(), { api }).generate(ask('hello'))
      expect(await engineAt(sim(), { api, stream: true }).generate(ask('hello'))).toEqual(one)
    }
  })

  test('asks for the usage', async () => {
    await engineAt(sim(), { stream: true }).generate(ask('hello'))
    expect(sim().records()[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
  })

  test('asks for no usage where a server refuses to be asked', () => {
    const form = { model: 'm', defaults: {}, structured: false, stream: true, asksForUsage: false }
    expect(chatRequest(form, ask('hello'))).toEqual({
      model: 'm',
      messages: ask('hello').messages,
      stream: true,
    })
  })

  test('is not asked for by default', async () => {
    await engineAt(sim()).generate(ask('hello'))
    expect(sim().records()[0]?.body).not.toHaveProperty('stream')
  })

  test('takes a reply in one piece from a server that does not stream', async () => {
    sim().configure({ faults: ['wrong_type'] })
    expect((await engineAt(sim(), { stream: true }).generate(ask('hello'))).text).toMatch(/\S/)
  })

  test('abort in the middle rejects with the signal’s reason', async () => {
    sim().configure({ chunkDelay: '50' })
    const controller = new AbortController()
    const request = ask('hello', { signal: controller.signal })
    const reply = failure(engineAt(sim(), { stream: true }).generate(request))
    setTimeout(() => controller.abort(), 400)
    expect(await reply).toBe(controller.signal.reason)
  })
})

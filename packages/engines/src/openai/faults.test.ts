// The language model behind these tests is simulated (tools/sim in the shared folder); nothing else is: the
// faults happen on a real connection.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { allOf } from '../faults.test.support.ts'
import { ask, canary, engineAt, failure, simOfTests, simPath, startSim, ways } from '../sim.test.support.ts'
import { openai } from './openai.ts'

type Expected = Pick<EngineError, 'kind' | 'retryable' | 'paid'>

const once = (kind: EngineError['kind']): Expected => ({ kind, retryable: false, paid: 'no' })
const again = (kind: EngineError['kind'], paid: EngineError['paid']): Expected => ({
  kind,
  retryable: true,
  paid,
})

const failures: readonly [string, Expected][] = [
  ['400', once('invalid-request')],
  ['404', once('invalid-request')],
  ['413', once('invalid-request')],
  ['context', once('context-length')],
  ['policy', once('refused')],
  ['401', once('authentication')],
  ['403', once('authentication')],
  ['quota', once('quota')],
  ['429', again('rate-limit', 'no')],
  ['408', again('timeout', 'maybe')],
  ['409', again('server', 'no')],
  ['500', again('server', 'no')],
  ['503', again('server', 'no')],
  ['529', again('server', 'no')],
  ['error_empty', again('server', 'no')],
  ['error_not_json', again('server', 'no')],
  ['502', again('server', 'maybe')],
  ['504', again('server', 'maybe')],
  ['reset', again('connection', 'maybe')],
  ['reset_paid', again('connection', 'maybe')],
  ['close', again('connection', 'maybe')],
  ['reset_mid', again('connection', 'yes')],
  ['short_body', again('connection', 'yes')],
  ['html_200', again('bad-reply', 'yes')],
  ['cut_json', again('bad-reply', 'yes')],
  ['empty_body', again('bad-reply', 'yes')],
  ['json_null', again('bad-reply', 'yes')],
  ['json_array', again('bad-reply', 'yes')],
  ['error_200', again('bad-reply', 'yes')],
  ['no_choices', again('bad-reply', 'yes')],
  ['no_message', again('bad-reply', 'yes')],
  ['invalid_utf8', again('bad-reply', 'yes')],
  ['huge:bytes=9000000', again('bad-reply', 'yes')],
  ['gzip_bomb:bytes=40000000', again('bad-reply', 'yes')],
]

/** Faults that leave an event stream whole. */
const plainOnly = /^(cut_json|json_null|json_array|error_200|no_choices|no_message|gzip_bomb|invalid_utf8)/

describe.skipIf(!simPath).for(ways)('openai under faults, by %s', ([, way]) => {
  const sim = simOfTests()

  test.for(failures.filter(([fault]) => way.stream !== true || !plainOnly.test(fault)))(
    '%s is %o, asked once, with a cause and without the key',
    async ([fault, expected]) => {
      sim().configure({ faults: [fault] })
      const error = await failure(engineAt(sim(), way).generate(ask('hello')))
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject(expected)
      expect(error.message).toMatch(/^openai\/sim-1@127\.0\.0\.1:\d+: \S[^\n]*$/)
      expect(allOf(error)).not.toMatch(/sk-proj|CANARY/)
      expect(sim().stats().requests).toBe(1)
    },
  )

  test.for<[string, object]>([
    ['refusal', { finish: 'refused', text: "I'm sorry, but I can't help with that." }],
    ['filtered', { finish: 'refused' }],
    ['length', { finish: 'length', text: expect.stringMatching(/\S/) }],
    ['empty_content', { finish: 'stop', text: '' }],
    ['null_content', { finish: 'stop', text: '' }],
  ])('%s is a result: %o', async ([fault, result]) => {
    sim().configure({ faults: [fault] })
    expect(await engineAt(sim(), way).generate(ask('hello'))).toMatchObject(result)
  })

  test.for(['no_usage', 'usage_zero', 'usage_negative', 'usage_string'])(
    '%s leaves the usage unknown',
    async (fault) => {
      sim().configure({ faults: [fault] })
      expect((await engineAt(sim(), way).generate(ask('hello'))).usage).toEqual({})
    },
  )
})

describe.skipIf(!simPath)('openai under faults', () => {
  const sim = simOfTests()

  test('what the server said is in the message', async () => {
    sim().configure({ faults: ['429', '500'] })
    const error = await failure(engineAt(sim()).generate(ask('hello')))
    expect(error.message).toContain('429 Rate limit reached (simulated).')
    expect(error.cause).toBeInstanceOf(Error)
  })

  test.for(['hang', 'hang_paid', 'hang_headers', 'drip:ms=200'])('%s ends at the timeout', async (fault) => {
    await engineAt(sim()).generate(ask('load the SDK'))
    sim().configure({ faults: [fault] })
    const error = await failure(engineAt(sim(), { timeout: 400 }).generate(ask('hello')))
    expect(error).toMatchObject(again('timeout', 'maybe'))
    expect(error.message).toContain('no reply within 400 ms')
  })

  test('an outage is a connection error that may be paid, a closed port one that is not', async () => {
    const closing = await startSim()
    const engine = engineAt(closing)
    closing.outage(60_000)
    expect(await failure(engine.generate(ask('hello')))).toMatchObject(again('connection', 'maybe'))
    await closing.close()
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject(again('connection', 'no'))
    expect(error.message).toContain('ECONNREFUSED')
  })

  test.for(['401:message=bad key ${key}', '500:message=proxy log: Bearer ${key}', '400:message=${key}'])(
    'a server that repeats the key (%s) does not get it into any text',
    async (fault) => {
      sim().configure({ faults: [fault] })
      const error = await failure(engineAt(sim()).generate(ask('hello')))
      expect(error.message).toContain('[secret]')
      expect(allOf(error)).not.toMatch(/sk-proj|CANARY/)
    },
  )

  test.for([
    `{"error":{"message":"${canary}"}}`,
    `<p>${canary}</p>`,
    `{"choices":[],"x":"${canary}"}`,
    canary,
  ])('a good status whose body repeats the key: %s', async (body) => {
    await using disposable = new AsyncDisposableStack()
    const server = createServer((_, response) => response.end(body))
    disposable.defer(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const engine = openai({ model: 'm', baseURL: `http://127.0.0.1:${port}/v1`, apiKey: canary })
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject(again('bad-reply', 'yes'))
    expect(allOf(error)).not.toMatch(/sk-proj|CANARY/)
  })

  test('another model that answered is named', async () => {
    sim().configure({ faults: ['other_model'] })
    expect((await engineAt(sim()).generate(ask('hello'))).model).toBe('sim-1-2099-01-01')
  })

  test('odd but sound bodies are read: wrong type, byte order mark, slow pieces, deep and __proto__ extras', async () => {
    const { text } = await engineAt(sim()).generate(ask('hello'))
    for (const fault of ['wrong_type', 'bom', 'drip:ms=1', 'deep_json:depth=5000', 'proto_key']) {
      sim().configure({ faults: [fault] })
      expect((await engineAt(sim()).generate(ask('hello'))).text).toBe(text)
    }
    expect('polluted' in {}).toBe(false)
  })

  test('a lone surrogate becomes U+FFFD, so that a store gives back what it was given', async () => {
    sim().configure({ faults: ['lone_surrogate'] })
    const { text } = await engineAt(sim()).generate(ask('hello'))
    expect(text.isWellFormed()).toBe(true)
    expect(text).toContain('\uFFFD')
  })
})

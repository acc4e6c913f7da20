import { inspect } from 'node:util'

import { BudgetExceeded, EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { causesOf, Failures, providerFailure, requestFailure } from './index.ts'

const failures = new Failures('engine', 'unknown')

/** An error as a client throws it: of a class of its own, with its own fields. */
function thrown(name: string, fields: object, message = 'no', cause?: unknown): Error {
  const Named = { [name]: class extends Error {} }[name]!
  return Object.assign(new Named(message, { cause }), fields)
}

describe('what a provider fails at', () => {
  test.for<[string, Error, Partial<EngineError>]>([
    ['a status', thrown('APIError', { status: 500 }), { kind: 'server', retryable: true, paid: 'no' }],
    ['Google’s status', thrown('FetchError', { status: 429 }), { kind: 'rate-limit', retryable: true }],
    ['AWS’s status', thrown('E', { $metadata: { httpStatusCode: 403 } }), { kind: 'authentication' }],
    ['axios’s status', thrown('AxiosError', { response: { status: 402 } }), { kind: 'quota' }],
    ['the AI SDK’s status', thrown('E', { statusCode: 400 }), { kind: 'invalid-request' }],
    [
      'its data',
      thrown('E', { statusCode: 429, data: { error: { code: 'insufficient_quota' } } }),
      { kind: 'quota' },
    ],
    ['a good status', thrown('E', { statusCode: 200 }), { kind: 'bad-reply', retryable: true, paid: 'yes' }],
    ['a gateway', thrown('E', { status: 502 }), { kind: 'server', retryable: true, paid: 'maybe' }],
    [
      'a cause with a status',
      thrown('E', {}, 'no', thrown('E', { status: 408 })),
      { kind: 'timeout', paid: 'maybe' },
    ],
    ['the last of retries', thrown('E', { lastError: thrown('E', { statusCode: 503 }) }), { kind: 'server' }],
    [
      'vLLM’s words',
      thrown('E', { status: 400 }, 'The maximum context length is 8'),
      { kind: 'context-length' },
    ],
    ['LangChain’s overflow', thrown('ContextOverflowError', { status: 400 }), { kind: 'context-length' }],
    ['a filter', thrown('E', { status: 400, code: 'content_filter' }), { kind: 'refused' }],
    ['a class', thrown('APIConnectionError', {}), { kind: 'connection', retryable: true, paid: 'maybe' }],
    [
      'an instance',
      Object.assign(new Error('no'), { name: 'AI_LoadAPIKeyError' }),
      { kind: 'configuration' },
    ],
    [
      'a closed port',
      thrown('E', { code: 'ECONNREFUSED' }),
      { kind: 'connection', retryable: true, paid: 'no' },
    ],
    [
      'a reset',
      thrown('E', {}, 'no', thrown('E', { code: 'ECONNRESET' })),
      { kind: 'connection', paid: 'maybe' },
    ],
    [
      'a connection that takes too long',
      thrown('E', { code: 'UND_ERR_CONNECT_TIMEOUT' }),
      { kind: 'timeout', retryable: true, paid: 'no' },
    ],
    ['a timeout', thrown('E', { code: 'ETIMEDOUT' }), { kind: 'timeout', retryable: true, paid: 'maybe' }],
  ])('is read from %s', ([, error, expected]) => {
    const failure = providerFailure(error, failures)
    expect(failure).toBeInstanceOf(EngineError)
    expect(failure).toMatchObject(expected)
    expect(failure?.message).toMatch(/^engine: \S/)
    expect(failure?.cause).toBeInstanceOf(Error)
  })

  test('is not read from an error that shows nothing of it', () => {
    for (const error of [
      new TypeError('x is not a function'),
      thrown('E', { status: 'ok', code: 'ENOENT' }),
      'no',
    ]) {
      expect(providerFailure(error, failures)).toBeUndefined()
    }
    expect(requestFailure('no', failures)).toMatchObject({
      kind: 'invalid-request',
      message: 'engine: could not be asked: no',
    })
  })

  test('is the caller’s configuration where a client lacks its key', () => {
    const error = new Error('Missing credentials. Please pass an `apiKey`.')
    expect(requestFailure(error, failures)).toMatchObject({ kind: 'configuration', retryable: false })
  })

  test('is a failure of the system as it is, however deep', () => {
    const spent = new BudgetExceeded('spent')
    expect(providerFailure(thrown('E', { status: 500 }, 'no', spent), failures)).toBe(spent)
  })

  test('chains that end in themselves end', () => {
    const error: Error = new Error('no')
    error.cause = error
    expect(causesOf(error)).toEqual([error])
  })
})

describe('the key that nobody told us', () => {
  const keys = [
    'sk-proj-CANARY0123456789',
    'AIzaCANARY0123456789abcdef',
    'CANARY0123456789abcdef0123456789ab',
    'gsk_CANARY0123456789',
    'Bearer CANARY.0123456789',
  ]

  test.for(keys)('%s is in no text, message, cause or stack', (key) => {
    const error = thrown('E', { status: 500, headers: { key } }, `${key}: no`, new Error(`with ${key}`))
    const failure = providerFailure(error, failures)
    expect(failure?.message).toBe('engine: 500 with [secret]')
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain('CANARY')
  })

  test('of any form is not repeated by who refuses it', () => {
    const failure = providerFailure(thrown('E', { status: 401 }, 'CANARY\nis no key'), failures)
    expect(failure?.message).toBe('engine: the provider refused the key')
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain('CANARY')
    expect(String((failure!.cause as Error).stack)).toMatch(/^E\n +at /)
  })

  test('is struck out alone where it is known', () => {
    const known = new Failures('engine', ['my-secret'])
    const failure = providerFailure(thrown('E', { status: 401 }, 'my-secret is no key'), known)
    expect(failure?.message).toBe('engine: 401 [secret] is no key')
  })

  test('is no name of a model', () => {
    expect(failures.strike('no model gpt-5-mini-2025-08-07')).toBe('no model gpt-5-mini-2025-08-07')
  })
})

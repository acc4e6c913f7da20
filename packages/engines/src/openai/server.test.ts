import { EngineError } from '@textgrad/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { openai, type OpenAIOptions } from './openai.ts'

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', '')
  vi.stubEnv('OPENAI_BASE_URL', '')
})
afterEach(() => vi.unstubAllEnvs())

const errorOf = (options: OpenAIOptions): unknown => {
  try {
    openai(options)
  } catch (error) {
    return error
  }
  return undefined
}

describe('the id', () => {
  test.for([
    [{ model: 'gpt-5-mini', apiKey: 'sk-secret' }, 'openai/gpt-5-mini'],
    [
      { model: 'gpt-5-mini', apiKey: 'sk-secret', baseURL: 'https://api.openai.com/v1/' },
      'openai/gpt-5-mini',
    ],
    [{ model: 'llama3', baseURL: 'http://localhost:11434/v1' }, 'openai/llama3@localhost:11434'],
    [{ model: 'm', baseURL: 'https://ann:secret@example.org/v1?key=secret#secret' }, 'openai/m@example.org'],
  ] as const)('of %o is %s', ([options, id]) => {
    expect(openai(options).id).toBe(id)
  })
})

describe('a missing key', () => {
  test.for<OpenAIOptions>([
    { model: 'gpt-5-mini' },
    { model: 'gpt-5-mini', apiKey: ' ' },
    { model: 'gpt-5-mini', baseURL: 'https://localhost.example.org/v1' },
    { model: 'gpt-5-mini', baseURL: 'http://192.168.0.1/v1' },
  ])('is told in one line when the engine is made: %o', (options) => {
    const error = errorOf(options)
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ kind: 'configuration', retryable: false, paid: 'no' })
    expect((error as Error).message).toMatch(/^no key for openai\/gpt-5-mini: [^\n]*OPENAI_API_KEY[^\n]*$/)
    expect((error as Error).message).toContain('--engine rules')
    expect((error as Error).message).toContain('--base-url')
  })

  test.for([
    'http://localhost:1/v1',
    'http://127.1.2.3:1/v1',
    'http://[::1]:1/v1',
    'http://sim.localhost/v1',
  ])('is no trouble at %s', (baseURL) => {
    expect(errorOf({ model: 'llama3', baseURL })).toBeUndefined()
  })
})

describe('a mistake in the options', () => {
  test('an address that is no URL is told without repeating it', () => {
    for (const baseURL of ['secret', 'ftp://ann:secret@example.org']) {
      const error = errorOf({ model: 'm', baseURL, apiKey: 'sk-secret' })
      expect(error).toMatchObject({
        kind: 'configuration',
        message: 'the base URL of openai/m is not an http or https URL',
      })
    }
  })

  test('a key that no header can carry is told without repeating it', () => {
    const error = errorOf({ model: 'm', apiKey: 'sk-sec\nret' })
    expect(error).toMatchObject({ kind: 'configuration' })
    expect(String(error)).not.toContain('sk-sec')
  })

  test('a blank model is a TypeError, a timeout that is not above 0 a RangeError', () => {
    expect(errorOf({ model: ' ', apiKey: 'sk-secret' })).toBeInstanceOf(TypeError)
    for (const timeout of [0, -1, Number.NaN, { total: 0 }]) {
      expect(errorOf({ model: 'm', apiKey: 'sk-secret', timeout })).toBeInstanceOf(RangeError)
    }
  })
})

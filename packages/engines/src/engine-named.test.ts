import { EngineError } from '@textgrad/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { engineNamed, type EngineNamedOptions } from './engine-named.ts'
import { ask, canary, simOfTests, simPath, startSim } from './sim.test.support.ts'

beforeEach(() => {
  for (const name of [
    'OPENAI_API_KEY',
    'OPENAI_BASE_URL',
    'ANTHROPIC_API_KEY',
    'AZURE_OPENAI_API_KEY',
    'AZURE_OPENAI_ENDPOINT',
    'OLLAMA_HOST',
    'OLLAMA_API_KEY',
  ]) {
    vi.stubEnv(name, '')
  }
})
afterEach(() => vi.unstubAllEnvs())

const errorOf = (name: string, options?: EngineNamedOptions): unknown => {
  try {
    return engineNamed(name, options).id
  } catch (error) {
    return error
  }
}

describe('engineNamed', () => {
  test.for([
    ['openai:gpt-5-mini', 'openai/gpt-5-mini'],
    ['anthropic:claude-haiku-4-5', 'openai/claude-haiku-4-5@api.anthropic.com'],
    ['google:gemini-2.5-flash', 'openai/gemini-2.5-flash@generativelanguage.googleapis.com'],
    ['groq:openai/gpt-oss-20b', 'openai/openai/gpt-oss-20b@api.groq.com'],
    ['openrouter:x/y:free', 'openai/x/y:free@openrouter.ai'],
  ] as const)('%s is %s', ([name, id]) => {
    expect(engineNamed(name, { apiKey: canary }).id).toBe(id)
  })

  test.for([
    ['', 'openai/llama3.2@127.0.0.1:11434'],
    ['0.0.0.0', 'openai/llama3.2@127.0.0.1:11434'],
    ['localhost:8000', 'openai/llama3.2@localhost:8000'],
    ['http://localhost:8000/', 'openai/llama3.2@localhost:8000'],
  ] as const)('ollama needs no key, and OLLAMA_HOST=%s makes it %s', ([host, id]) => {
    vi.stubEnv('OLLAMA_HOST', host)
    expect(engineNamed('ollama:llama3.2').id).toBe(id)
  })

  test('azure takes its address from AZURE_OPENAI_ENDPOINT, and says so where there is none', () => {
    expect(errorOf('azure:mine', { apiKey: canary })).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('AZURE_OPENAI_ENDPOINT'),
    })
    vi.stubEnv('AZURE_OPENAI_ENDPOINT', 'https://resource.openai.azure.com/')
    const engine = engineNamed('azure:mine', { apiKey: canary })
    expect(engine).toMatchObject({
      id: 'openai/mine@resource.openai.azure.com',
      settings: { address: 'https://resource.openai.azure.com/openai/v1' },
    })
  })

  test('a server by its address needs no name of a provider', () => {
    expect(engineNamed('http://localhost:8000/v1#my/model').id).toBe('openai/my/model@localhost:8000')
  })

  test('each provider gets its own key, never another’s', () => {
    vi.stubEnv('OPENAI_API_KEY', canary)
    const error = errorOf('anthropic:claude-haiku-4-5')
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ kind: 'configuration' })
    expect((error as Error).message).toMatch(/^no key for openai\/claude-haiku-4-5: set ANTHROPIC_API_KEY/)
  })

  test.for(['', 'gpt-5-mini', 'openai:', 'openai: ', 'bedrock:x', 'toString:x', 'constructor'])(
    'a name that means nothing (%j) is told with those that do',
    (name) => {
      const error = errorOf(name)
      expect(error).toBeInstanceOf(TypeError)
      for (const known of [
        'openai:<model>',
        'ollama:<model>',
        'http://host:port/v1#<model>',
        'aiSdk(model)',
      ]) {
        expect((error as Error).message).toContain(known)
      }
    },
  )

  test.for([
    'http://ann:secret@localhost:8000/v1',
    'https://',
    'http://ann:secret@localhost/v1#',
    'http://secret:x/#m',
  ])('an address without a model or that is none (%s) is told without repeating it', (name) => {
    const error = errorOf(name)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).not.toContain('secret')
  })
})

describe.skipIf(!simPath)('an engine by its name', () => {
  const sim = simOfTests()

  test('asks the server with the options', async () => {
    const engine = engineNamed(`${sim().baseURL}#sim-1`, { temperature: 0.5, apiKey: canary })
    expect((await engine.generate(ask('hello'))).finish).toBe('stop')
    expect(sim().records()[0]?.body).toMatchObject({ model: 'sim-1', temperature: 0.5 })
  })

  test('sends the key of its provider’s variable', async () => {
    await using disposable = new AsyncDisposableStack()
    const strict = await startSim({ apiKey: canary })
    disposable.defer(() => strict.close())
    vi.stubEnv('OPENAI_API_KEY', 'sk-of-another-provider')
    vi.stubEnv('ANTHROPIC_API_KEY', canary)
    const engine = engineNamed('anthropic:claude-haiku-4-5', { baseURL: strict.baseURL })
    expect((await engine.generate(ask('hello'))).finish).toBe('stop')
  })
})

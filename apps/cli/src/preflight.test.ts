// The servers are simulated (tools/sim in the shared folder).
import type { EngineError } from '@textgrad/core'
import { engineNamed } from '@textgrad/engines'
import { afterEach, describe, expect, test, vi } from 'vitest'

import type { Model } from './engine.ts'
import { checkModels } from './preflight.ts'
import { simOfTests, simPath } from './sim.test.support.ts'

const canary = 'sk-proj-CANARY0123456789abcdefghijklmnop'
const { signal } = new AbortController()

describe.skipIf(!simPath)('before the first call', () => {
  const sim = simOfTests()
  afterEach(() => vi.unstubAllEnvs())

  function model(name: string, address?: string): Model {
    vi.stubEnv('OPENAI_API_KEY', canary)
    vi.stubEnv('OLLAMA_HOST', `127.0.0.1:${sim().port}`)
    return { name, address, engine: engineNamed(name, address === undefined ? {} : { baseURL: address }) }
  }
  const checked = (...models: readonly Model[]): Promise<EngineError | undefined> =>
    checkModels(models, signal).then(
      () => undefined,
      (error: unknown) => error as EngineError,
    )

  test('fault 22: a key that is refused is told, without the key, and nothing is paid', async () => {
    sim().configure({ apiKey: 'another-key' })
    const error = await checked(model('openai:sim-1', sim().baseURL))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'configuration' })
    expect(error!.message).toMatch(
      /^openai\/sim-1@.*: the key is refused \(OPENAI_API_KEY\): Incorrect API key/,
    )
    expect(`${error!.message}${error!.stack}`).not.toContain('CANARY')
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 0 })
  })

  test('fault 22: a model that is not there is told, where the server knows all of its models', async () => {
    const error = await checked(model('ollama:sim-1'), model('ollama:nobody'))
    expect(error!.message).toMatch(/: there is no such model: The model 'nobody' does not exist$/)
    // Servers elsewhere may answer by any name.
    expect(await checked(model('openai:nobody', sim().baseURL))).toBeUndefined()
    expect(await checked(model(`${sim().baseURL}#nobody`))).toBeUndefined()
    expect(sim().stats().paid).toBe(0)
  })

  test('a password in an address lets in', async () => {
    const address = sim().baseURL.replace('http://', 'http://user:hunter2CANARY@')
    expect(await checked(model('openai:sim-1', address))).toBeUndefined()
  })

  test('a server that does not answer is left to the first call', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', canary)
    expect(await checked(model('openai:sim-1', 'http://127.0.0.1:1/v1'))).toBeUndefined()
    expect(
      await checked({ name: 'anthropic:x', address: undefined, engine: engineNamed('anthropic:x') }),
    ).toBeUndefined()
  })
})

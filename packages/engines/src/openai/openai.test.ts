// The language model behind these tests is simulated (tools/sim in the shared folder); nothing else is: the
// engine talks to it over HTTP through the real SDK.
import { execFileSync } from 'node:child_process'

import { TextLoss, TGD, variable, type Message, type Usage, type GenerateRequest } from '@textgrad/core'
import { describe, expect, test, vi } from 'vitest'

import { ask, canary, engineAt, failure, simOfTests, simPath, startSim } from '../sim.test.support.ts'
import { openai } from './openai.ts'

describe.skipIf(!simPath)('openai', () => {
  const sim = simOfTests()
  const bodyOf = (index = 0) => sim().records()[index]?.body

  test('returns the text, the finish, the usage and the model that answered', async () => {
    const result = await engineAt(sim()).generate(ask('What is a gradient?'))
    expect(result).toMatchObject({ finish: 'stop', model: 'sim-1' })
    expect(result.text.length).toBeGreaterThan(10)
    expect(result.usage.inputTokens).toBeGreaterThan(0)
    expect(result.usage.outputTokens).toBeGreaterThan(0)
  })

  test('sends model and messages, and no sampling field that nobody set', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'One?' }] },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'Two?' },
    ]
    await engineAt(sim()).generate({ purpose: 'forward', messages })
    expect(bodyOf()).toEqual({ model: 'sim-1', messages })
  })

  test('sends the engine’s sampling, unless the request has its own', async () => {
    const engine = engineAt(sim(), { temperature: 0.2, maxTokens: 100, seed: 7 })
    await engine.generate(ask('hello'))
    const sampling = { temperature: 1, topP: 0.5, maxTokens: 50, seed: 8, stop: ['END'] }
    await engine.generate(ask('hello', { sampling }))
    expect(bodyOf(0)).toMatchObject({ temperature: 0.2, max_tokens: 100, seed: 7 })
    expect(bodyOf(1)).toMatchObject({ temperature: 1, top_p: 0.5, max_tokens: 50, seed: 8, stop: ['END'] })
  })

  test.for(['o1', 'o3-mini', 'o4-mini', 'gpt-5', 'gpt-5-mini', 'openai/o3'])(
    'sends %s max_completion_tokens and no temperature',
    async (model) => {
      await engineAt(sim(), { model, temperature: 0, maxTokens: 100 }).generate(ask('hello'))
      const messages = [{ role: 'user', content: 'hello' }]
      expect(bodyOf()).toEqual({ model, messages, max_completion_tokens: 100 })
    },
  )

  test('a further sample of a request shifts its seed, and asks for no seed where there is none', async () => {
    const again: GenerateRequest = { ...ask('hello'), sample: 2 }
    await engineAt(sim(), { seed: 7 }).generate(again)
    await engineAt(sim()).generate(again)
    expect(bodyOf(0)).toMatchObject({ seed: 9 })
    expect(bodyOf(1)).toEqual({ model: 'sim-1', messages: again.messages })
  })

  test('structured: holds the reply to the schema of a request', async () => {
    const schema = {
      type: 'object',
      properties: { PROMPT: { type: 'string' }, TONE: { type: 'string' } },
      required: ['PROMPT', 'TONE'],
      additionalProperties: false,
    }
    const engine = engineAt(sim(), { structured: true })
    expect(engine.structured).toBe(true)
    const { text } = await engine.generate(ask('hello', { schema }))
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['PROMPT', 'TONE'])
    const response_format = { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema } }
    expect(bodyOf()).toMatchObject({ response_format })
    await engine.generate(ask('hello'))
    expect(bodyOf(1)).not.toHaveProperty('response_format')
  })

  test('structured: a parameter is rewritten in JSON', async () => {
    const engine = engineAt(sim(), { structured: true })
    const prompt = variable('Be nice.', { role: 'system prompt' })
    const loss = await new TextLoss('Criticise it.', { engine }).forward(prompt)
    await loss.backward({ engine })
    await new TGD([prompt], { engine }).step()
    const update = sim().records().at(-1)
    expect(JSON.stringify(update?.body['response_format'])).toContain('"json_schema"')
    expect(prompt.value).not.toBe('Be nice.')
  })

  test('an engine that is not structured does not send a schema', async () => {
    const engine = engineAt(sim())
    expect(engine.structured).toBeUndefined()
    await engine.generate(ask('hello', { schema: { type: 'object' } }))
    expect(bodyOf()).not.toHaveProperty('response_format')
  })

  test('tells how much of the prompt the provider had seen before', async () => {
    await using disposable = new AsyncDisposableStack()
    const caching = await startSim({ promptCache: true })
    disposable.defer(() => caching.close())
    const engine = engineAt(caching)
    const long = ask('one two three '.repeat(1000))
    expect((await engine.generate(long)).usage).not.toHaveProperty('cachedInputTokens')
    const usage: Usage = (await engine.generate(long)).usage
    expect(usage.cachedInputTokens).toBeGreaterThan(1000)
    expect(usage.cachedInputTokens).toBeLessThanOrEqual(usage.inputTokens!)
  })

  test('sends images as data URLs or by their address', async () => {
    const content = [
      { type: 'text', text: 'Which molecule?' },
      { type: 'image', mediaType: 'image/png', bytes: new Uint8Array([0, 137, 80, 78]).subarray(1) },
      { type: 'image', url: 'https://example.org/molecule.png' },
    ] as const
    await engineAt(sim()).generate({ purpose: 'forward', messages: [{ role: 'user', content }] })
    expect(bodyOf()?.['messages']).toMatchObject([
      {
        content: [
          { type: 'text', text: 'Which molecule?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
          { type: 'image_url', image_url: { url: 'https://example.org/molecule.png' } },
        ],
      },
    ])
  })

  test('an image outside a user message is unsupported, and nothing is sent', async () => {
    const content = [{ type: 'image', url: 'https://example.org/molecule.png' }] as const
    const reply = engineAt(sim()).generate({ purpose: 'forward', messages: [{ role: 'system', content }] })
    expect(await failure(reply)).toMatchObject({ name: 'EngineError', kind: 'unsupported', paid: 'no' })
    expect(sim().stats().requests).toBe(0)
  })

  test('fifty requests at once each get their own answer', async () => {
    const engine = engineAt(sim())
    const questions = Array.from({ length: 50 }, (_, index) => ask(`question ${index}`))
    const together = await Promise.all(questions.map((question) => engine.generate(question)))
    const alone = await Promise.all(questions.map((question) => engineAt(sim()).generate(question)))
    expect(together).toEqual(alone)
  })

  test('abort of a waiting request rejects with the signal’s reason and hangs up', async () => {
    sim().configure({ latency: '60000' })
    const controller = new AbortController()
    const reply = failure(engineAt(sim()).generate(ask('hello', { signal: controller.signal })))
    await vi.waitFor(() => expect(sim().stats().requests).toBe(1), { timeout: 20_000 })
    controller.abort()
    expect(await reply).toBe(controller.signal.reason)
    await vi.waitFor(() => expect(sim().records()[0]?.clientGone).toBe(true), { timeout: 20_000 })
  })

  test('abort while the body stands still rejects with the signal’s reason', async () => {
    sim().configure({ faults: ['hang_headers'] })
    const controller = new AbortController()
    const reply = failure(engineAt(sim()).generate(ask('hello', { signal: controller.signal })))
    await vi.waitFor(() => expect(sim().stats().paid).toBe(1), { timeout: 20_000 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort()
    expect(await reply).toMatchObject({ name: 'AbortError' })
  })

  test('an aborted signal sends nothing, and a caller’s own reason is kept', async () => {
    const reason = new Error('no time')
    const signal = AbortSignal.abort(reason)
    expect(await failure(engineAt(sim()).generate(ask('hello', { signal })))).toBe(reason)
    expect(sim().stats().requests).toBe(0)
  })

  test('a server on this machine needs no key and gets none', async () => {
    vi.stubEnv('OPENAI_API_KEY', '')
    await using disposable = new AsyncDisposableStack()
    const strict = await startSim({ apiKey: 'none' })
    disposable.defer(() => strict.close())
    const result = await openai({ model: 'sim-1', baseURL: strict.baseURL }).generate(ask('hello'))
    vi.unstubAllEnvs()
    expect(result.finish).toBe('stop')
  })

  test('OPENAI_API_KEY and OPENAI_BASE_URL are used where no option says otherwise', async () => {
    await using disposable = new AsyncDisposableStack()
    const strict = await startSim({ apiKey: canary })
    disposable.defer(() => strict.close())
    vi.stubEnv('OPENAI_API_KEY', `${canary}\n`)
    vi.stubEnv('OPENAI_BASE_URL', strict.baseURL)
    const engine = openai({ model: 'sim-1' })
    vi.unstubAllEnvs()
    expect(engine.id).toBe(`openai/sim-1@127.0.0.1:${strict.port}`)
    expect((await engine.generate(ask('hello'))).finish).toBe('stop')
  })

  test('user and password of the address become its authorization, and a query is kept', async () => {
    await using disposable = new AsyncDisposableStack()
    const strict = await startSim({ apiKey: `Basic ${btoa('ann:p@ss')}` })
    disposable.defer(() => strict.close())
    const baseURL = strict.baseURL.replace('//', '//ann:p%40ss@') + '?version=2'
    expect((await openai({ model: 'sim-1', baseURL }).generate(ask('hello'))).finish).toBe('stop')
  })
})

test('the SDK is not loaded before the first request', () => {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    const isLoaded = () => loaded.some((url) => url.endsWith('/openai/index.mjs'))
    const { openai } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
    const engine = openai({ model: 'llama', baseURL: 'http://127.0.0.1:1/v1' })
    const before = isLoaded()
    const messages = [{ role: 'user', content: 'hello' }]
    await engine.generate({ purpose: 'forward', messages }).catch(() => {})
    console.log(before, isLoaded())`
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  expect(out).toBe('false true\n')
})

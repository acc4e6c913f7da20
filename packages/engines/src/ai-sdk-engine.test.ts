// The language model behind these tests is simulated (ai-sdk.test.support.ts); the AI SDK is real.
import { execFileSync } from 'node:child_process'
import { inspect } from 'node:util'

import { EngineError, TextLoss, variable, type Message, type GenerateRequest } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { modelAt, scriptedModel } from './ai-sdk.test.support.ts'
import { aiSdk } from './ai-sdk.ts'
import { ask, failure } from './sim.test.support.ts'

/** Everything that a log could show of an error. */
const allOf = (error: unknown) => `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}`

describe('aiSdk', () => {
  test('is named after the model, or as it is told', () => {
    const model = scriptedModel(() => ({ text: 'A' }))
    expect(aiSdk(model).id).toBe('mock/scripted')
    expect(aiSdk(model, { id: 'mine' }).id).toBe('mine')
    expect(aiSdk('openai/gpt-5-mini').id).toBe('ai-sdk/openai/gpt-5-mini')
  })

  test('returns the text, the finish, the usage and the model that answered', async () => {
    const model = scriptedModel(() => ({ text: 'A slope.', tokens: [12, 3] }))
    expect(await aiSdk(model).generate(ask('What is a gradient?'))).toEqual({
      text: 'A slope.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
      model: 'scripted',
    })
  })

  test('leaves unknown what the provider does not tell', async () => {
    const model = scriptedModel(() => ({ text: 'A', tokens: [undefined, 0] }))
    expect((await aiSdk(model).generate(ask('hello'))).usage).toEqual({})
  })

  test.for([
    ['length', 'length'],
    ['content-filter', 'refused'],
    ['other', 'stop'],
  ] as const)('a reply that finished by %s has the finish %s', async ([finish, expected]) => {
    const model = scriptedModel(() => ({ text: 'A', finish }))
    expect((await aiSdk(model).generate(ask('hello'))).finish).toBe(expected)
  })

  test('a refusal without a word is a result too', async () => {
    const model = scriptedModel(() => ({ finish: 'content-filter' }))
    expect(await aiSdk(model).generate(ask('hello'))).toMatchObject({ text: '', finish: 'refused' })
  })

  test.for(['error', 'interrupted'] as const)('a reply that ended with %s is a bad reply', async (finish) => {
    const model = scriptedModel(() => ({ text: 'A', finish }))
    const error = await failure(aiSdk(model).generate(ask('hello')))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'bad-reply', retryable: true, paid: 'yes' })
  })

  test('passes on messages, images and sampling, and leaves out what nobody set', async () => {
    const model = scriptedModel(() => ({ text: 'A' }))
    const bytes = new Uint8Array([137, 80, 78, 71])
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Which molecule?' },
          { type: 'image', mediaType: 'image/png', bytes },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Water.' }] },
      { role: 'user', content: 'Sure?' },
    ]
    const sampling = { temperature: 1, topP: 0.5, maxTokens: 50, seed: 8, stop: ['END'] }
    await aiSdk(model).generate({ purpose: 'forward', messages, sampling })
    await aiSdk(model).generate(ask('hello'))
    const [first, second] = model.doGenerateCalls
    expect(first).toMatchObject({
      temperature: 1,
      topP: 0.5,
      maxOutputTokens: 50,
      seed: 8,
      stopSequences: ['END'],
      prompt: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Which molecule?' },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: bytes } },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'Water.' }] },
        { role: 'user', content: [{ type: 'text', text: 'Sure?' }] },
      ],
    })
    expect(second?.temperature).toBeUndefined()
    expect(second?.maxOutputTokens).toBeUndefined()
  })

  test('structured: asks for JSON of the schema, and gives back what was written, whether it fits or not', async () => {
    const written = ['{"PROMPT":"Be kind."}', 'not JSON']
    const model = scriptedModel(() => ({ text: written.shift() ?? '' }))
    const engine = aiSdk(model, { structured: true })
    expect(engine.structured).toBe(true)
    const schema = { type: 'object', properties: { PROMPT: { type: 'string' } }, required: ['PROMPT'] }
    expect((await engine.generate(ask('hello', { schema }))).text).toBe('{"PROMPT":"Be kind."}')
    expect((await engine.generate(ask('hello', { schema }))).text).toBe('not JSON')
    expect(model.doGenerateCalls[0]?.responseFormat).toEqual({ type: 'json', schema })
    await aiSdk(model).generate(ask('hello', { schema }))
    expect(model.doGenerateCalls[2]?.responseFormat).not.toEqual({ type: 'json', schema })
  })

  test('a further sample of a request shifts its seed', async () => {
    const model = scriptedModel(() => ({ text: 'A' }))
    const again: GenerateRequest = { ...ask('hello', { sampling: { seed: 7 } }), sample: 2 }
    await aiSdk(model).generate(again)
    expect(model.doGenerateCalls[0]?.seed).toBe(9)
  })

  test('passes on the address of an image', async () => {
    const model = scriptedModel(() => ({ text: 'A' }))
    Object.defineProperty(model, 'supportedUrls', { value: { 'image/*': [/^https:/] } })
    const content = [{ type: 'image', url: 'https://example.org/molecule.png' }] as const
    await aiSdk(model).generate({ purpose: 'forward', messages: [{ role: 'user', content }] })
    expect(JSON.stringify(model.doGenerateCalls[0]?.prompt)).toContain('https://example.org/molecule.png')
  })

  test('an image outside a user message is unsupported, and nothing is asked', async () => {
    const model = scriptedModel(() => ({ text: 'A' }))
    const content = [{ type: 'image', url: 'https://example.org/molecule.png' }] as const
    const reply = aiSdk(model).generate({ purpose: 'forward', messages: [{ role: 'system', content }] })
    expect(await failure(reply)).toMatchObject({ name: 'EngineError', kind: 'unsupported', paid: 'no' })
    expect(model.doGenerateCalls).toHaveLength(0)
  })

  test('abort rejects with the signal’s reason and hangs up; an aborted signal asks nothing', async () => {
    const controller = new AbortController()
    let requests = 0
    let gone: Promise<unknown> = Promise.resolve()
    await using hanging = await modelAt((_, response) => {
      requests++
      gone = new Promise((resolve) => response.on('close', resolve))
      controller.abort()
    })
    const { signal } = controller
    expect(await failure(aiSdk(hanging.model).generate(ask('hello', { signal })))).toBe(signal.reason)
    await gone
    const reason = new Error('no time')
    const aborted = AbortSignal.abort(reason)
    expect(await failure(aiSdk(hanging.model).generate(ask('hello', { signal: aborted })))).toBe(reason)
    expect(requests).toBe(1)
  })

  test('is an engine for losses', async () => {
    const engine = aiSdk(scriptedModel(() => ({ text: 'Too long.' })))
    const loss = await new TextLoss('Is it short?', { engine }).forward(variable('text', { role: 'text' }))
    expect(loss.value).toBe('Too long.')
  })
})

describe('aiSdk under faults', () => {
  test.for([
    [401, {}, { kind: 'authentication', retryable: false, paid: 'no' }],
    [429, {}, { kind: 'rate-limit', retryable: true, paid: 'no' }],
    [429, { code: 'insufficient_quota' }, { kind: 'quota', retryable: false, paid: 'no' }],
    [400, { code: 'context_length_exceeded' }, { kind: 'context-length', retryable: false }],
    [503, {}, { kind: 'server', retryable: true, paid: 'no' }],
    [504, {}, { kind: 'server', retryable: true, paid: 'maybe' }],
  ] as const)(
    '%i with %o is %o, asked once, without the key in any text',
    async ([status, body, expected]) => {
      let requests = 0
      await using refusing = await modelAt(({ headers }, response) => {
        requests++
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { message: `Not with ${headers.authorization}.`, ...body } }))
      })
      const error = await failure(aiSdk(refusing.model).generate(ask('hello')))
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject(expected)
      expect(error.message).toMatch(/^openai\.chat\/m: \S[^\n]*$/)
      expect(error.cause).toBeInstanceOf(Error)
      expect(allOf(error)).not.toMatch(/sk-proj|CANARY/)
      expect(requests).toBe(1)
    },
  )

  test('a good status with a page instead of a completion is a bad reply', async () => {
    await using broken = await modelAt((_, response) => void response.end('<p>welcome</p>'))
    const error = await failure(aiSdk(broken.model).generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'bad-reply', retryable: true, paid: 'yes' })
  })

  test('a closed port is a connection error that was not paid, a broken connection may be', async () => {
    const closed = await modelAt((request) => void request.socket.destroy())
    const engine = aiSdk(closed.model)
    const connection = { kind: 'connection', retryable: true }
    expect(await failure(engine.generate(ask('hello')))).toMatchObject({ ...connection, paid: 'maybe' })
    await closed.close()
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ ...connection, paid: 'no' })
    expect(error.message).toContain('ECONNREFUSED')
  })
})

test('the main entry does not load the AI SDK', () => {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
    console.log(loaded.some((url) => url.includes('/ai/dist/')))`
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  expect(out).toBe('false\n')
})

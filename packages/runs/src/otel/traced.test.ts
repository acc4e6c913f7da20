// The language model is simulated by core's scripted engine.
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { compose, EngineError, type Engine, type GenerateRequest } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'

import { idOf, only, recorded, tree } from './spans.test.support.ts'
import { traced } from './traced.ts'

const question: GenerateRequest = {
  purpose: 'forward',
  path: 'step-1/llm-call#1/reply',
  messages: [
    { role: 'system', content: 'You are a chemist.' },
    { role: 'user', content: 'What is the boiling point of water?' },
  ],
}

function failing(error: unknown): Engine {
  return {
    id: 'openai/gpt-5-mini',
    async generate() {
      throw error
    },
  }
}

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

describe('the span of a call', () => {
  it('has the model, the sampling, the usage and the end, and nothing else', async () => {
    const { tracer, spans } = recorded()
    const answers = scripted({
      id: 'openai/gpt-5-mini',
      reply: () => ({
        text: '100 °C',
        finish: 'length',
        model: 'gpt-5-mini-2025-08-07',
        usage: { inputTokens: 20, cachedInputTokens: 16, outputTokens: 5, dollars: 0.25, calls: 2 },
      }),
    })
    const engine: Engine = {
      ...answers,
      settings: { sampling: { temperature: 0.5, topP: 0.9 }, address: 'http://models.example:8080/v1' },
    }
    const sampling = { temperature: 1, maxTokens: 50, seed: 7, stop: ['.'] }
    await compose(engine, traced({ tracer })).generate({ ...question, sampling, sample: 2, schema: {} })

    const span = only(spans(), 'chat gpt-5-mini')
    expect(span.kind).toBe(SpanKind.CLIENT)
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.events).toEqual([])
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.request.temperature': 1,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.seed': 9,
      'gen_ai.request.stop_sequences': ['.'],
      'gen_ai.output.type': 'json',
      'server.address': 'models.example',
      'server.port': 8080,
      'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
      'gen_ai.response.finish_reasons': ['length'],
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 16,
      'gen_ai.usage.output_tokens': 5,
      'textgrad.purpose': 'forward',
      'textgrad.path': 'step-1/llm-call#1/reply',
      'textgrad.usage.calls': 2,
      'textgrad.usage.dollars': 0.25,
    })
  })

  test.for([
    ['openai/gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['openai/llama3.2@localhost:11434', 'openai', 'llama3.2'],
    ['openai/meta/llama-3@host', 'openai', 'meta/llama-3'],
    ['anthropic.messages/claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
    ['google.generative-ai/gemini-3-flash', 'gcp.gemini', 'gemini-3-flash'],
    ['google.vertex.chat/gemini-3-flash', 'gcp.vertex_ai', 'gemini-3-flash'],
    ['amazon-bedrock/anthropic.claude', 'aws.bedrock', 'anthropic.claude'],
    ['azure.responses/deployed', 'azure.ai.openai', 'deployed'],
    ['mistral.chat/small', 'mistral_ai', 'small'],
    ['xai.chat/grok', 'x_ai', 'grok'],
    ['rules/molecules', 'rules', 'molecules'],
    ['scripted', 'scripted', undefined],
  ] as const)('names provider and model of %s', async ([id, provider, model]) => {
    const { tracer, spans } = recorded()
    await traced({ tracer })(scripted({ id })).generate(question)
    const { attributes } = only(spans(), model === undefined ? 'chat' : `chat ${model}`)
    expect(attributes['gen_ai.provider.name']).toBe(provider)
    expect(attributes['gen_ai.request.model']).toBe(model)
  })

  it('says that a reply came from a cache, and that a filter refused', async () => {
    const { tracer, spans } = recorded()
    const usage = { inputTokens: 0, outputTokens: 0, calls: 0, saved: { inputTokens: 20 } }
    const engine = scripted({ reply: () => ({ finish: 'refused', usage }) })
    await traced({ tracer })(engine).generate(question)
    expect(only(spans(), 'chat').attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['content_filter'],
      'textgrad.cached': true,
      'textgrad.usage.calls': 0,
    })
  })

  it('stands below the active span, and what the engine records below it', async () => {
    const { tracer, spans } = recorded()
    const engine: Engine = {
      id: 'openai/gpt-5-mini',
      async generate(request) {
        await Promise.resolve()
        tracer.startSpan('POST').end()
        return scripted().generate(request)
      },
    }
    await tracer.startActiveSpan('job', async (span) => {
      await traced({ tracer })(engine).generate(question)
      span.end()
    })
    expect(tree(spans())).toBe('job\n  chat gpt-5-mini\n    POST')
  })

  it('is its own for each of 16 calls at once', async () => {
    const { tracer, spans } = recorded()
    const engine: Engine = traced({ tracer })({
      id: 'openai/gpt-5-mini',
      async generate(request) {
        await new Promise((resolve) => setTimeout(resolve, request.path!.length % 3))
        tracer.startSpan('POST', { attributes: { path: request.path! } }).end()
        return { text: request.path!, finish: 'stop', usage: {}, model: request.path! }
      },
    })
    const paths = Array.from({ length: 16 }, (_, index) => `item-${'x'.repeat(index)}`)
    await Promise.all(paths.map((path) => engine.generate({ ...question, path })))

    const calls = spans().filter(({ name }) => name === 'chat gpt-5-mini')
    expect(calls.map(({ attributes }) => attributes['textgrad.path'])).toEqual(paths)
    expect(calls.map(({ attributes }) => attributes['gen_ai.response.model'])).toEqual(paths)
    for (const call of calls) {
      const request = spans().find(({ parentSpanContext }) => parentSpanContext?.spanId === idOf(call))
      expect(request?.attributes['path']).toBe(call.attributes['textgrad.path'])
    }
  })
})

describe('the span of a call that fails', () => {
  const key = 'sk-canary-5c1f'

  test.for([
    [new EngineError(`401 for ${key}`, { kind: 'authentication' }), 'authentication'],
    [new EngineError('429', { kind: 'rate-limit', cause: new Error(key) }), 'rate-limit'],
    [new TypeError(key), 'TypeError'],
    [key, '_OTHER'],
  ] as const)('has the kind of the error and no text: %s', async ([error, kind]) => {
    const { tracer, spans, text } = recorded()
    const generate = traced({ tracer })(failing(error)).generate(question)
    await expect(generate).rejects.toBe(error)
    const { status, attributes, events } = only(spans(), 'chat gpt-5-mini')
    expect(status).toEqual({ code: SpanStatusCode.ERROR })
    expect(attributes['error.type']).toBe(kind)
    expect(attributes['gen_ai.response.finish_reasons']).toEqual(['error'])
    expect(events).toEqual([])
    expect(text()).not.toContain(key)
  })

  it('says that it was aborted, also by the failure of another call', async () => {
    const { tracer, spans, open } = recorded()
    const engine = traced({ tracer })(scripted({ latency: 60_000 }))
    const stop = new AbortController()
    const first = engine.generate({ ...question, signal: stop.signal })
    const other = new EngineError('500', { kind: 'server' })
    stop.abort(other)
    await expect(first).rejects.toBe(other)
    expect(only(spans(), 'chat').attributes['error.type']).toBe('aborted')
    expect(open()).toBe(0)
  })
})

describe('the layer', () => {
  it('changes nothing of the engine and of what it answers', async () => {
    let isDisposed = false
    const settings = { sampling: { temperature: 0 }, address: 'https://user:sk-canary@host/v1?key=sk-canary' }
    const answer = { text: 'yes', finish: 'stop', usage: {} } as const
    const engine: Engine = {
      id: 'openai/gpt-5-mini',
      limits: { contextTokens: 1000 },
      atMost: () => ({ dollars: 1 }),
      structured: true,
      settings,
      countTokens: (text) => text.length,
      generate: async () => answer,
      [Symbol.asyncDispose]: async () => void (isDisposed = true),
    }
    const { tracer, spans, text } = recorded()
    const layered = traced({ tracer })(engine)
    expect(await layered.generate(question)).toBe(answer)
    const { id, limits, structured } = layered
    const atMost = layered.atMost!(question)
    expect({ id, limits, atMost, structured, settings: layered.settings }).toEqual({
      id: 'openai/gpt-5-mini',
      limits: { contextTokens: 1000 },
      atMost: { dollars: 1 },
      structured: true,
      settings,
    })
    expect(layered.countTokens!('four')).toBe(4)
    await layered[Symbol.asyncDispose]!()
    expect(isDisposed).toBe(true)
    expect(only(spans(), 'chat gpt-5-mini').attributes).toMatchObject({
      'server.address': 'host',
      'server.port': 443,
    })
    expect(text()).not.toContain('sk-canary')
  })

  it('passes on an answer that is none, for its caller to find', async () => {
    const { tracer, spans } = recorded()
    const engine = { id: 'broken', generate: async () => undefined } as unknown as Engine
    expect(await traced({ tracer })(engine).generate(question)).toBeUndefined()
    expect(spans()).toHaveLength(1)
  })

  it('records nothing where no SDK is registered', async () => {
    expect(trace.getActiveSpan()).toBeUndefined()
    const engine = traced({ content: true })(scripted({ reply: () => 'yes' }))
    expect((await engine.generate(question)).text).toBe('yes')
    await expect(traced()(failing(new Error('no'))).generate(question)).rejects.toThrow('no')
  })
})

// The language model is simulated by core's scripted engine; spans go over HTTP to a server on this machine.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { compose, EngineError, type Engine } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { promptProblem, run } from './prompt.test.support.ts'
import { traced } from './traced.ts'
import { tracing } from './tracing.ts'

const key = 'sk-canary-5c1f9e'

/** What OTLP says of a span, as far as it is looked at here. */
interface SentSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly kind: number
  readonly status: { readonly code?: number }
  readonly events: readonly { readonly name: string }[]
}

describe('spans that are sent to an OTLP endpoint', () => {
  let endpoint: Server
  let bodies: string[] = []

  beforeAll(async () => {
    endpoint = createServer(async (request, response) => {
      if (request.url === '/v1/traces') bodies.push(await text(request))
      response.setHeader('content-type', 'application/json').end('{}')
    }).listen(0, '127.0.0.1')
    await once(endpoint, 'listening')
  })
  beforeEach(() => (bodies = []))
  afterAll(() => endpoint.close())

  /** The spans that arrive of what is recorded with a tracer. */
  async function sent(record: (tracer: ReturnType<TracerProvider['getTracer']>) => Promise<void>) {
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1/traces`
    const exporter = new OTLPTraceExporter({ url })
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
    await record(provider.getTracer('test'))
    await provider.shutdown()
    return bodies.flatMap((body): SentSpan[] =>
      JSON.parse(body).resourceSpans.flatMap((one: any) =>
        one.scopeSpans.flatMap((scope: any) => scope.spans),
      ),
    )
  }

  /** An engine that holds the key, says it in its errors, and fails when it is asked backward. */
  function leaky(fails: boolean): Engine {
    const answers = scripted({
      id: 'openai/gpt-5-mini',
      reply: ({ about }) => (about ? `${key} <${about.tag}>x</${about.tag}>` : key),
    })
    return {
      ...answers,
      settings: { address: `https://user:${key}@models.example/v1?key=${key}` },
      async generate(request) {
        if (!fails || request.purpose !== 'backward') return answers.generate(request)
        const cause = new Error(`Authorization: Bearer ${key}`)
        throw new EngineError(`401 for ${key}`, { kind: 'authentication', cause })
      },
    }
  }

  it('arrive as a tree with their events', async () => {
    const spans = await sent(async (tracer) => {
      const spansOfRun = tracing({ tracer })
      const engine = compose(leaky(false), traced(spansOfRun))
      await run(promptProblem(engine), engine, { emit: spansOfRun.emit })
    })
    const names = spans.map(({ name }) => name).toSorted()
    const calls = Array.from({ length: 11 }, () => 'chat gpt-5-mini')
    expect(names).toEqual([
      'backward',
      ...calls,
      'evaluate',
      'evaluate',
      'forward',
      'invoke_workflow',
      'step',
    ])
    const parents = new Map(spans.map(({ spanId, name }) => [spanId, name]))
    const parentOf = (span: string): Set<string | undefined> =>
      new Set(spans.filter(({ name }) => name === span).map(({ parentSpanId: id }) => parents.get(id ?? '')))
    expect(parentOf('invoke_workflow')).toEqual(new Set([undefined]))
    expect(parentOf('step')).toEqual(new Set(['invoke_workflow']))
    expect(parentOf('evaluate')).toEqual(new Set(['invoke_workflow', 'step']))
    expect(parentOf('chat gpt-5-mini')).toEqual(new Set(['evaluate', 'forward', 'backward', 'step']))
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
    const results = spans.flatMap(({ events }) =>
      events.filter(({ name }) => name === 'gen_ai.evaluation.result'),
    )
    expect(results.length).toBeGreaterThanOrEqual(2)
    expect(bodies.join()).not.toContain(key)
  })

  it('arrive of a run that failed, without a key', async () => {
    const spans = await sent(async (tracer) => {
      const spansOfRun = tracing({ tracer })
      const engine = compose(leaky(true), traced(spansOfRun))
      const failing = run(promptProblem(engine), engine, { emit: spansOfRun.emit })
      await expect(failing).rejects.toThrow(key)
    })
    const failed = spans.filter(({ status }) => status.code === 2).map(({ name }) => name)
    expect(new Set(failed)).toEqual(new Set(['chat gpt-5-mini', 'step', 'invoke_workflow']))
    expect(bodies.join()).toContain('authentication')
    expect(bodies.join()).not.toContain(key)
  })

  it('arrive with redacted texts', async () => {
    await sent(async (tracer) => {
      const redact = (written: string): string => written.replaceAll(key, '[key]')
      const spansOfRun = tracing({ tracer, content: true, redact })
      const engine = compose(leaky(false), traced(spansOfRun))
      await run(promptProblem(engine), engine, { emit: spansOfRun.emit })
    })
    expect(bodies.join()).toContain('[key]')
    expect(bodies.join()).toContain('question 1')
    expect(bodies.join()).not.toContain(key)
  })
})

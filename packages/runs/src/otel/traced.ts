import { context, SpanKind, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api'
import {
  around,
  type Engine,
  type EngineLayer,
  type GenerateRequest,
  type GenerateResult,
} from '@textgrad/core'

import { namesOf } from './engine-names.ts'
import { failureOf, markFailed } from './failure.ts'
import { messagesAsJson } from './messages.ts'
import { known, recorderOf, tracerOf, type Recorder, type TraceOptions } from './options.ts'
import type { Tracing } from './tracing.ts'

/**
 * Records a span for each request: what was asked of which model, what it used, how it ended; of texts nothing, unless
 * `content` is on. Put it outside of all other layers, so that a span has the retries and the waiting in it, and inside of
 * a `route`, which is several models. With the `tracing` of a run the spans stand below the step that they belong to,
 * otherwise below the active span. A failure has the kind of an EngineError as its `error.type`, 'aborted', or the name
 * of any other error.
 */
export function traced(options: TraceOptions | Tracing = {}): EngineLayer {
  const recording: Recording = {
    tracer: tracerOf(options),
    record: recorderOf(options),
    ...('enter' in options && { run: options }),
  }
  return (next) => around(next, (request) => generate(next, request, recording))
}

interface Recording {
  readonly tracer: Tracer
  readonly record: Recorder | undefined
  readonly run?: Tracing
}

async function generate(
  next: Engine,
  request: GenerateRequest,
  { tracer, record, run }: Recording,
): Promise<GenerateResult> {
  const scope = run?.enter(request)
  const above = scope ? trace.setSpan(context.active(), scope.span) : context.active()
  const { model } = namesOf(next.id)
  const name = model === undefined ? 'chat' : `chat ${model}`
  const attributes = requestAttributes(next, request)
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, above)
  if (record && span.isRecording()) {
    span.setAttribute('gen_ai.input.messages', messagesAsJson(request.messages, record))
  }
  try {
    // What an engine records for itself, such as its HTTP requests, stands below the call.
    const result = await context.with(trace.setSpan(above, span), () => next.generate(request))
    if (span.isRecording()) tellResult(span, result, record)
    return result
  } catch (error) {
    span.setAttribute('gen_ai.response.finish_reasons', ['error'])
    markFailed(span, failureOf(error, request.signal), record)
    throw error
  } finally {
    span.end()
    scope?.leave()
  }
}

function requestAttributes({ id, settings = {} }: Engine, request: GenerateRequest): Attributes {
  const { provider, model } = namesOf(id)
  const { temperature, topP, maxTokens, seed, stop } = { ...settings.sampling, ...request.sampling }
  return known({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'gen_ai.request.temperature': temperature,
    'gen_ai.request.top_p': topP,
    'gen_ai.request.max_tokens': maxTokens,
    // As engines send it: other samples of a request have other seeds.
    'gen_ai.request.seed': seed === undefined ? undefined : seed + (request.sample ?? 0),
    'gen_ai.request.stop_sequences': stop && [...stop],
    'gen_ai.output.type': request.schema === undefined ? undefined : 'json',
    ...serverOf(settings.address),
    'textgrad.purpose': request.purpose,
    'textgrad.path': request.path,
  })
}

function serverOf(address: string | undefined): Attributes {
  const url = address === undefined ? null : URL.parse(address)
  if (!url) return {}
  const standard = url.protocol === 'http:' ? 80 : 443
  return { 'server.address': url.hostname, 'server.port': url.port === '' ? standard : Number(url.port) }
}

function tellResult(span: Span, result: GenerateResult | undefined, record: Recorder | undefined): void {
  // An engine that answers with something else is found out by who asked.
  const { text, finish, model, usage = {} }: Partial<GenerateResult> = result ?? {}
  span.setAttributes(
    known({
      'gen_ai.response.model': model,
      'gen_ai.response.finish_reasons': finish && [finish === 'refused' ? 'content_filter' : finish],
      'gen_ai.usage.input_tokens': usage.inputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'textgrad.usage.calls': usage.calls,
      'textgrad.usage.dollars': usage.dollars,
      'textgrad.usage.evaluations': usage.evaluations,
      'textgrad.cached': usage.saved && true,
    }),
  )
  if (record && text !== undefined) {
    const reply = messagesAsJson([{ role: 'assistant', content: text }], record)
    span.setAttribute('gen_ai.output.messages', reply)
  }
}

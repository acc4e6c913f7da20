import {
  EngineError,
  type Engine,
  type GenerateRequest,
  type GenerateResult,
  type Message,
  type Part,
  type Sampling,
  type Usage,
} from '@textgrad/core'
import { Failures, providerFailure, requestFailure } from '@textgrad/host/failures'
import {
  generateText,
  Output,
  type JSONSchema7,
  type FilePart,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  type TextPart,
} from 'ai'

import { given } from './given.ts'
import { mostTokens, tokensOf } from './most-tokens.ts'
import { rateLimitsOf } from './rate-limits.ts'

export interface AiSdkOptions {
  /** Names provider and model in events and journals, never a key (default: as the model names itself). */
  readonly id?: string
  /** The model's provider holds replies to the JSON schema of a request (default: no). */
  readonly structured?: boolean
}

/**
 * A language model of the AI SDK (`ai`) as an engine: `aiSdk(anthropic('claude-sonnet-4-5'))`. Each request is sent
 * once: retrying is a layer's work. Settings beyond sampling come with the model: see `wrapLanguageModel` and
 * `defaultSettingsMiddleware` there.
 */
export function aiSdk(
  model: LanguageModel,
  { id = nameOf(model), structured = false }: AiSdkOptions = {},
): Engine {
  const failures = new Failures(id, 'unknown')
  return {
    id,
    ...(structured && { structured }),
    atMost: (request) => tokensOf(mostTokens(request)),
    async generate(request) {
      request.signal?.throwIfAborted()
      const messages = request.messages.map(modelMessage)
      try {
        const output = structured ? outputOf(request) : undefined
        return readReply(await ask(model, { messages, output, request }), failures)
      } catch (error) {
        request.signal?.throwIfAborted()
        throw providerFailure(error, failures) ?? requestFailure(error, failures)
      }
    },
  }
}

interface Question {
  readonly messages: ModelMessage[]
  readonly output: ReturnType<typeof outputOf>
  readonly request: GenerateRequest
}

function ask(model: LanguageModel, { messages, output, request }: Question) {
  const { sampling = {}, signal } = request
  return generateText({
    model,
    messages,
    // Ours are the program's own; the AI SDK warns of them where a user's text could be one.
    allowSystemInMessages: true,
    maxRetries: 0,
    ...settings(sampling, request.sample ?? 0),
    ...given({ output, abortSignal: signal }),
  })
}

/** Asks for JSON of the schema and gives back the text: whether it fits is for the caller to judge. */
function outputOf({ schema }: GenerateRequest) {
  if (schema === undefined) return undefined
  const format = { type: 'json' as const, schema: schema as JSONSchema7 }
  return { ...Output.text(), responseFormat: Promise.resolve(format) }
}

function settings({ temperature, topP, maxTokens, seed: first, stop }: Sampling, sample: number) {
  const seed = first === undefined ? undefined : first + sample
  const stopSequences = stop && [...stop]
  return given({ temperature, topP, maxOutputTokens: maxTokens, seed, stopSequences })
}

function readReply(reply: Awaited<ReturnType<typeof ask>>, failures: Failures): GenerateResult {
  const { text, finishReason, usage, finalStep } = reply
  if (finishReason === 'error' || finishReason === 'interrupted') {
    const message = `replied with the finish reason ${finishReason}`
    throw failures.error(message, { kind: 'bad-reply', retryable: true, paid: 'yes' })
  }
  const finish = finishReason === 'content-filter' ? 'refused' : finishReason
  return {
    text: text.toWellFormed(),
    finish: finish === 'refused' || finish === 'length' ? finish : 'stop',
    usage: usageOf(usage),
    model: finalStep.response.modelId,
    ...given({ rateLimits: rateLimitsOf(new Headers(finalStep.response.headers)) }),
  }
}

function usageOf({
  inputTokens,
  outputTokens,
  inputTokenDetails,
  outputTokenDetails,
}: LanguageModelUsage): Usage {
  return given({
    inputTokens: count(inputTokens),
    outputTokens: count(outputTokens),
    cachedInputTokens: count(inputTokenDetails?.cacheReadTokens),
    reasoningTokens: count(outputTokenDetails?.reasoningTokens),
  })
}

/** A count of zero is one that the provider did not tell: no call takes nothing. */
function count(tokens: number | undefined): number | undefined {
  return tokens !== undefined && tokens > 0 ? tokens : undefined
}

function modelMessage({ role, content }: Message): ModelMessage {
  if (typeof content === 'string') return { role, content }
  if (role === 'user') return { role, content: content.map(contentPart) }
  return { role, content: content.map(textOf).join('\n') }
}

function contentPart(part: Part): TextPart | FilePart {
  if (part.type === 'text') return part
  if ('url' in part) return { type: 'file', mediaType: 'image', data: new URL(part.url) }
  return { type: 'file', mediaType: part.mediaType, data: part.bytes }
}

function textOf(part: Part): string {
  if (part.type === 'text') return part.text
  throw new EngineError('the AI SDK takes images in user messages only', { kind: 'unsupported' })
}

function nameOf(model: LanguageModel): string {
  return typeof model === 'string' ? `ai-sdk/${model}` : `${model.provider}/${model.modelId}`
}

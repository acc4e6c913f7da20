import { EngineError, type GenerateRequest, type Message, type Part, type Sampling } from '@textgrad/core'
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources'

import { given } from './given.ts'

type ContentPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } }

/** What all requests to a model have in common. */
export interface ChatForm {
  readonly model: string
  readonly defaults: Sampling
  /** Whether the server knows `response_format`. */
  readonly structured: boolean
}

/** A chat completion request; what `request` says about sampling comes before the defaults. */
export function chatRequest(
  { model, defaults, structured }: ChatForm,
  request: GenerateRequest,
): ChatCompletionCreateParamsNonStreaming {
  const sampling = { ...defaults, ...given(request.sampling ?? {}) }
  return {
    model,
    messages: request.messages.map(chatMessage),
    ...(isReasoning(model) ? reasoningFields(sampling) : classicFields(sampling)),
    ...given({
      seed: sampling.seed === undefined ? undefined : sampling.seed + (request.sample ?? 0),
      stop: sampling.stop && [...sampling.stop],
      response_format: structured ? responseFormat(request) : undefined,
    }),
  }
}

function responseFormat({ schema }: GenerateRequest) {
  if (schema === undefined) return undefined
  const json_schema = { name: 'reply', strict: true, schema: schema as Record<string, unknown> }
  return { type: 'json_schema' as const, json_schema }
}

/** OpenAI's reasoning models count their thoughts as output and refuse temperature and top_p. */
function isReasoning(model: string): boolean {
  return /^(o1|o3|o4|gpt-5)/.test(model.slice(model.lastIndexOf('/') + 1))
}

function reasoningFields({ maxTokens }: Sampling) {
  return given({ max_completion_tokens: maxTokens })
}

function classicFields({ temperature, topP, maxTokens }: Sampling) {
  return given({ temperature, top_p: topP, max_tokens: maxTokens })
}

function chatMessage({ role, content }: Message): ChatCompletionMessageParam {
  if (typeof content === 'string') return { role, content }
  if (role === 'user') return { role, content: content.map(contentPart) }
  return { role, content: content.map(textPart) }
}

function contentPart(part: Part): ContentPart {
  if (part.type === 'text') return textPart(part)
  return { type: 'image_url', image_url: { url: 'url' in part ? part.url : dataURL(part) } }
}

function textPart(part: Part): { type: 'text'; text: string } {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const message = 'chat completions take images in user messages only'
  throw new EngineError(message, { kind: 'unsupported' })
}

function dataURL({ mediaType, bytes }: { mediaType: string; bytes: Uint8Array }): string {
  return `data:${mediaType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`
}

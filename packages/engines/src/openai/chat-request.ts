import type { GenerateRequest, Message, Part, Sampling } from '@textgrad/core'
import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from 'openai/resources'

import { given } from '../given.ts'
import { imageURL, isReasoning, onlyText, samplingFor, schemaOf, type RequestForm } from './form.ts'

/** A request for a chat completion. */
export function chatRequest(form: RequestForm, request: GenerateRequest): ChatCompletionCreateParams {
  const sampling = samplingFor(form, request)
  const json_schema = schemaOf(form, request)
  return {
    model: form.model,
    messages: request.messages.map(chatMessage),
    ...(isReasoning(form.model) ? reasoningFields(sampling) : classicFields(sampling)),
    ...given({
      seed: sampling.seed === undefined ? undefined : sampling.seed + (request.sample ?? 0),
      stop: sampling.stop && [...sampling.stop],
      response_format: json_schema && { type: 'json_schema' as const, json_schema },
    }),
    ...(form.stream && streamFields(form)),
  }
}

function streamFields({ asksForUsage }: RequestForm) {
  return { stream: true as const, ...(asksForUsage && { stream_options: { include_usage: true } }) }
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
  return { role, content: content.map((part) => ({ type: 'text', text: onlyText(part) })) }
}

function contentPart(part: Part) {
  if (part.type === 'text') return { type: 'text' as const, text: part.text }
  return { type: 'image_url' as const, image_url: { url: imageURL(part) } }
}

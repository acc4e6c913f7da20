import { EngineError, type GenerateRequest, type Message, type Part } from '@textgrad/core'
import type { EasyInputMessage, ResponseCreateParams } from 'openai/resources/responses/responses'

import { given } from '../given.ts'
import { imageURL, isReasoning, onlyText, samplingFor, schemaOf, type RequestForm } from './form.ts'

/**
 * A request to the responses API, of which the server keeps nothing. The API has no seed, and none is sent; throws an
 * EngineError 'unsupported' for stop sequences, which it does not have either.
 */
export function responsesRequest(form: RequestForm, request: GenerateRequest): ResponseCreateParams {
  const { temperature, topP, maxTokens, stop } = samplingFor(form, request)
  if (stop && stop.length > 0) {
    throw new EngineError('the responses API has no stop sequences: use the chat API', {
      kind: 'unsupported',
    })
  }
  const format = schemaOf(form, request)
  return {
    model: form.model,
    input: request.messages.map(inputMessage),
    store: false,
    ...(!isReasoning(form.model) && given({ temperature, top_p: topP })),
    ...given({
      max_output_tokens: maxTokens,
      text: format && { format: { type: 'json_schema' as const, ...format } },
    }),
    ...(form.stream && { stream: true as const }),
  }
}

function inputMessage({ role, content }: Message): EasyInputMessage {
  if (typeof content === 'string') return { role, content }
  // The parts of what a model said have a type of their own; in one text there are none.
  return { role, content: role === 'user' ? content.map(inputPart) : content.map(onlyText).join('') }
}

function inputPart(part: Part) {
  if (part.type === 'text') return { type: 'input_text' as const, text: part.text }
  return { type: 'input_image' as const, image_url: imageURL(part), detail: 'auto' as const }
}

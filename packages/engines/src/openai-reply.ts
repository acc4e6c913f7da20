import type { GenerateResult, Usage } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'

import { given } from './given.ts'
import { badReply } from './openai-body.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads a chat completion field by field, for a good status promises nothing; throws an EngineError 'bad-reply'. */
export function readReply(body: unknown, failures: Failures): GenerateResult {
  const reply = fieldsOf(body)
  const choice = fieldsOf(Array.isArray(reply?.['choices']) ? reply['choices'][0] : undefined)
  if (!reply || !choice) throw badReply(failures, withoutChoice(body, reply, failures))
  const message = fieldsOf(choice['message'])
  if (!message) throw badReply(failures, 'replied with a choice without a message')
  const reason = choice['finish_reason']
  if (typeof reason !== 'string' || reason === 'error') {
    throw badReply(failures, `replied with the finish_reason ${JSON.stringify(reason)}`)
  }
  const refusal = textOf(message['refusal']) ?? ''
  const finish = finishOf(reason, refusal)
  const content = contentOf(message, finish === 'stop' ? undefined : refusal)
  if (content === undefined) throw badReply(failures, 'replied with a message without content')
  const model = textOf(reply['model'])
  return { text: content.toWellFormed(), finish, usage: usageOf(reply['usage']), ...given({ model }) }
}

/** Null is how a server says that the model wrote nothing. */
function contentOf({ content }: Fields, instead: string | undefined): string | undefined {
  return textOf(content) ?? instead ?? (content === null ? '' : undefined)
}

function finishOf(reason: string, refusal: string): GenerateResult['finish'] {
  if (refusal !== '' || reason === 'content_filter') return 'refused'
  return reason === 'length' ? 'length' : 'stop'
}

/** A count that is missing, no number, negative or zero (no call is) is unknown. */
function usageOf(value: unknown): Usage {
  const usage = fieldsOf(value)
  return given({
    inputTokens: countOf(usage?.['prompt_tokens']),
    outputTokens: countOf(usage?.['completion_tokens']),
    cachedInputTokens: countOf(fieldsOf(usage?.['prompt_tokens_details'])?.['cached_tokens']),
  })
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined
}

function withoutChoice(body: unknown, reply: Fields | undefined, failures: Failures): string {
  if (!reply)
    return `replied with ${body === null ? 'null' : Array.isArray(body) ? 'a list' : 'a bare value'}`
  if (!reply['error']) return 'replied without choices'
  const error = fieldsOf(reply['error'])
  return `replied with an error: ${failures.excerpt(textOf(error?.['message']) ?? JSON.stringify(reply['error']))}`
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

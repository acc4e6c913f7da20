import type { GenerateResult, Usage } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'

import { given } from '../given.ts'
import { badReply, countOf, fieldsOf, repliedError, replyFields, textOf, type Fields } from './fields.ts'

/** Reads a chat completion field by field, for a good status promises nothing; throws an EngineError 'bad-reply'. */
export function readChatReply(body: unknown, failures: Failures): GenerateResult {
  const reply = replyFields(body, failures)
  const choice = fieldsOf(Array.isArray(reply['choices']) ? reply['choices'][0] : undefined)
  if (!choice) {
    throw reply['error']
      ? repliedError(reply['error'], failures)
      : badReply(failures, 'replied without choices')
  }
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

/** Null is how a server says that the model wrote nothing; a stream says it with an empty text. */
function contentOf({ content }: Fields, instead: string | undefined): string | undefined {
  const text = content === null ? '' : textOf(content)
  return text === '' ? (instead ?? text) : (text ?? instead)
}

function finishOf(reason: string, refusal: string): GenerateResult['finish'] {
  if (refusal !== '' || reason === 'content_filter') return 'refused'
  return reason === 'length' ? 'length' : 'stop'
}

function usageOf(value: unknown): Usage {
  const usage = fieldsOf(value)
  return given({
    inputTokens: countOf(usage?.['prompt_tokens']),
    outputTokens: countOf(usage?.['completion_tokens']),
    cachedInputTokens: countOf(fieldsOf(usage?.['prompt_tokens_details'])?.['cached_tokens']),
    reasoningTokens: countOf(fieldsOf(usage?.['completion_tokens_details'])?.['reasoning_tokens']),
  })
}

import type { GenerateResult, Usage } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'

import { given } from '../given.ts'
import { badReply, countOf, fieldsOf, repliedError, replyFields, textOf, type Fields } from './fields.ts'

/** Reads a reply of the responses API field by field; throws an EngineError: 'bad-reply', or what the server failed at. */
export function readResponse(body: unknown, failures: Failures): GenerateResult {
  const reply = replyFields(body, failures)
  const { isCut, output } = endedOutput(reply, failures)
  const parts = output.flatMap(partsOf)
  const refusal = joined(parts, 'refusal', 'refusal')
  const reason = isCut ? fieldsOf(reply['incomplete_details'])?.['reason'] : undefined
  const isRefused = Boolean(refusal) || reason === 'content_filter'
  const text = joined(parts, 'output_text', 'text') ?? refusal ?? ''
  return {
    text: text.toWellFormed(),
    finish: isRefused ? 'refused' : isCut ? 'length' : 'stop',
    usage: usageOf(reply['usage']),
    ...given({ model: textOf(reply['model']) }),
  }
}

/** What came of a response that has ended, whole or cut. */
function endedOutput(reply: Fields, failures: Failures): { isCut: boolean; output: readonly unknown[] } {
  const { status, output, error } = reply
  if (error || status === 'failed') throw repliedError(error ?? 'no reason', failures)
  if (!Array.isArray(output)) throw badReply(failures, 'replied without output')
  if (status === 'incomplete') return { isCut: true, output }
  if (status !== 'completed') throw badReply(failures, `replied with the status ${JSON.stringify(status)}`)
  if (output.length === 0) throw badReply(failures, 'replied without output')
  return { isCut: false, output }
}

/** What the model says is among its thoughts and calls of tools. */
function partsOf(item: unknown): readonly (Fields | undefined)[] {
  const message = fieldsOf(item)
  if (message?.['type'] !== 'message' || !Array.isArray(message['content'])) return []
  return message['content'].map(fieldsOf)
}

function joined(parts: readonly (Fields | undefined)[], type: string, field: string): string | undefined {
  const texts = parts.flatMap((part) => (part?.['type'] === type ? (textOf(part[field]) ?? []) : []))
  return texts.length === 0 ? undefined : texts.join('')
}

function usageOf(value: unknown): Usage {
  const usage = fieldsOf(value)
  return given({
    inputTokens: countOf(usage?.['input_tokens']),
    outputTokens: countOf(usage?.['output_tokens']),
    cachedInputTokens: countOf(fieldsOf(usage?.['input_tokens_details'])?.['cached_tokens']),
    reasoningTokens: countOf(fieldsOf(usage?.['output_tokens_details'])?.['reasoning_tokens']),
  })
}

import { EngineError, type EngineErrorOptions } from '@textgrad/core'
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'

import type { Failures } from './failures.ts'

/** What a request that got no reply with a good status failed at. */
export function requestFailure(error: unknown, failures: Failures): EngineError {
  if (error instanceof EngineError) return error
  const text = failures.excerpt(deepestMessage(error))
  if (error instanceof APIConnectionError) {
    const kind = error instanceof APIConnectionTimeoutError ? 'timeout' : 'connection'
    const paid = neverConnected(error) ? 'no' : 'maybe'
    return failures.error(`no reply: ${text}`, { kind, retryable: true, paid, cause: error })
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    return failures.error(text, { ...statusFailure(error.status, error), cause: error })
  }
  return failures.error(`could not be asked: ${text}`, { kind: 'invalid-request', cause: error })
}

type Meaning = Omit<EngineErrorOptions, 'cause'>

const meanings: Readonly<Record<number, Meaning>> = {
  401: { kind: 'authentication' },
  402: { kind: 'quota' },
  403: { kind: 'authentication' },
  408: { kind: 'timeout', retryable: true, paid: 'maybe' },
  409: { kind: 'server', retryable: true },
  429: { kind: 'rate-limit', retryable: true },
  // A gateway answered for a server that may have done the work.
  502: { kind: 'server', retryable: true, paid: 'maybe' },
  504: { kind: 'server', retryable: true, paid: 'maybe' },
  524: { kind: 'server', retryable: true, paid: 'maybe' },
}

function statusFailure(status: number, error: APIError): Meaning {
  const code = `${error.code ?? ''} ${error.type ?? ''}`
  if (status === 429 && /insufficient_quota/.test(code)) return { kind: 'quota' }
  if (status === 400 || status === 413) return { kind: requestProblem(code, error.message) }
  return (
    meanings[status] ?? (status >= 500 ? { kind: 'server', retryable: true } : { kind: 'invalid-request' })
  )
}

function requestProblem(code: string, message: string): EngineErrorOptions['kind'] {
  // OpenAI's code, llama.cpp's type, and the words of vLLM, which has neither.
  if (/context_length_exceeded|exceed_context_size/.test(code)) return 'context-length'
  if (/maximum context length/i.test(message)) return 'context-length'
  return /content_policy_violation|content_filter/.test(code) ? 'refused' : 'invalid-request'
}

const unpaidCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function neverConnected(error: Error): boolean {
  return chain(error).some((link) => 'code' in link && unpaidCodes.has(String(link.code)))
}

/** "Connection error." says less than its cause. */
function deepestMessage(error: unknown): string {
  const texts = chain(error).map((link) => link.message || ('code' in link ? String(link.code) : ''))
  return texts.findLast((text) => text !== '') ?? String(error)
}

function chain(error: unknown): readonly Error[] {
  const links: Error[] = []
  for (let link = error; link instanceof Error && !links.includes(link); link = link.cause) links.push(link)
  return links
}

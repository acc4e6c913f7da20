import { EngineError, SystemError, type EngineErrorOptions } from '@textgrad/core'

import type { Failures } from './failures.ts'
import { lookupIn, readRetryAfter } from './retry-after.ts'

type Meaning = Omit<EngineErrorOptions, 'cause'>

/**
 * What a model's provider failed at, read from whatever its client threw: OpenAI's, Anthropic's, Google's and
 * AWS's own, LangChain's and the AI SDK's all tell an HTTP status, a name or Node's code somewhere along the chain
 * of causes. Undefined for an error that shows none of these: it is not known to be a provider's.
 */
export function providerFailure(error: unknown, failures: Failures): SystemError | undefined {
  const links = causesOf(error)
  const known = links.find((link) => link instanceof SystemError)
  if (known) return known
  const text = failures.excerpt(deepestMessage(links))
  const name = links.map(nameOf).find((one) => Object.hasOwn(namedMeanings, one))
  const status = links.map(statusOf).find((one) => one !== undefined)
  if (status !== undefined && name !== 'ContextOverflowError') {
    const words = text.startsWith(String(status)) ? text : `${status} ${text}`
    const retryAfter = links.map(retryAfterIn).find((wait) => wait !== undefined)
    return failures.error(words, { ...statusMeaning(status, links), retryAfter, cause: error })
  }
  const meaning = name === undefined ? codeMeaning(links) : namedMeanings[name]
  if (!meaning) return undefined
  const isUnanswered = meaning.kind === 'connection' || meaning.kind === 'timeout'
  const paid = isUnanswered ? (neverConnected(links) ? 'no' : 'maybe') : (meaning.paid ?? 'no')
  return failures.error(isUnanswered ? `no reply: ${text}` : text, { ...meaning, paid, cause: error })
}

/** What a request failed at that its client could not even make, for an error that is not a provider's. */
export function requestFailure(error: unknown, failures: Failures): EngineError {
  const text = failures.excerpt(deepestMessage(causesOf(error)))
  const kind = /\b(api[ _-]?key|credentials?)\b/i.test(text) ? 'configuration' : 'invalid-request'
  return failures.error(`could not be asked: ${text}`, { kind, cause: error })
}

const statusMeanings: Readonly<Record<number, Meaning>> = {
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

const connection: Meaning = { kind: 'connection', retryable: true }
const timeout: Meaning = { kind: 'timeout', retryable: true }

/** Errors without a status that clients are known to throw, by their class or name. */
const namedMeanings: Readonly<Record<string, Meaning>> = {
  APIConnectionError: connection,
  APIConnectionTimeoutError: timeout,
  TimeoutError: timeout,
  AI_APICallError: connection,
  AI_LoadAPIKeyError: { kind: 'configuration' },
  AI_NoSuchModelError: { kind: 'configuration' },
  AI_EmptyResponseBodyError: { kind: 'bad-reply', retryable: true, paid: 'yes' },
  AI_InvalidResponseDataError: { kind: 'bad-reply', retryable: true, paid: 'yes' },
  ContextOverflowError: { kind: 'context-length' },
  ModelRefusalError: { kind: 'refused', paid: 'yes' },
}

function statusMeaning(status: number, links: readonly Error[]): Meaning {
  // A good status, and yet an error: the reply could not be read.
  if (status < 300) return { kind: 'bad-reply', retryable: true, paid: 'yes' }
  const codes = links.flatMap(codesOf).join(' ')
  if (status === 429 && /insufficient_quota/.test(codes)) return { kind: 'quota' }
  if (status === 400 || status === 413) return { kind: requestProblem(codes, links) }
  if (statusMeanings[status]) return statusMeanings[status]
  return status >= 500 ? { kind: 'server', retryable: true } : { kind: 'invalid-request' }
}

function requestProblem(codes: string, links: readonly Error[]): EngineErrorOptions['kind'] {
  // OpenAI's code, llama.cpp's type, and the words of vLLM, which has neither.
  if (/context_length_exceeded|exceed_context_size/.test(codes)) return 'context-length'
  if (links.some(({ message }) => /maximum context length/i.test(message))) return 'context-length'
  return /content_policy_violation|content_filter/.test(codes) ? 'refused' : 'invalid-request'
}

const unpaidCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
const brokenCode = /^(ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET)$/
const timeoutCode = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/

function codeMeaning(links: readonly Error[]): Meaning | undefined {
  const codes = links.flatMap(codesOf)
  if (codes.some((code) => timeoutCode.test(code))) return timeout
  return codes.some((code) => unpaidCodes.has(code) || brokenCode.test(code)) ? connection : undefined
}

function neverConnected(links: readonly Error[]): boolean {
  return links.flatMap(codesOf).some((code) => unpaidCodes.has(code))
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

/** The HTTP status, where the various clients keep it. */
function statusOf(link: Error): number | undefined {
  const { status, statusCode, response, $metadata } = fieldsOf(link)
  const places = [status, statusCode, fieldsOf(response)['status'], fieldsOf($metadata)['httpStatusCode']]
  return places.find((one): one is number => Number.isInteger(one) && (one as number) >= 200)
}

/** When the server says to ask again, in milliseconds: OpenAI's, the AI SDK's and axios's clients keep its headers. */
function retryAfterIn(link: Error): number | undefined {
  const { headers, responseHeaders, response } = fieldsOf(link)
  const lookups = [headers, responseHeaders, fieldsOf(response)['headers']].map(lookupIn)
  return lookups.map((lookup) => lookup && readRetryAfter(lookup)).find((wait) => wait !== undefined)
}

/** What providers call the problem, besides the status; Node's code of a broken connection. */
function codesOf(link: Error): readonly string[] {
  const { code, type, data } = fieldsOf(link)
  const told = fieldsOf(fieldsOf(data)['error'])
  return [code, type, told['code'], told['type']].filter((one) => typeof one === 'string')
}

function nameOf(link: Error): string {
  const { name } = link.constructor
  // Many clients name only the class, and the AI SDK only the instance.
  return Object.hasOwn(namedMeanings, link.name) ? link.name : name
}

/** "Connection error." says less than its cause. */
function deepestMessage(links: readonly Error[]): string {
  const texts = links.map((link) => link.message || (codesOf(link)[0] ?? ''))
  return texts.findLast((text) => text !== '') ?? 'an error without a message'
}

/** An error with what caused it, outermost first. */
export function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [new Error(String(error))]
  const links: Error[] = []
  let link: unknown = error
  while (link instanceof Error && !links.includes(link)) {
    links.push(link)
    // The AI SDK's retries keep what they ended with as `lastError`.
    link = link.cause ?? fieldsOf(link)['lastError']
  }
  return links
}

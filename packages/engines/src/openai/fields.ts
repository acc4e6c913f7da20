import type { EngineErrorOptions } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'

/** An object of a reply, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A count that is missing, no number, negative or zero (no call is) is unknown. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined
}

/** The object that a reply is; throws an EngineError 'bad-reply' where it is none. */
export function replyFields(body: unknown, failures: Failures): Fields {
  const reply = fieldsOf(body)
  if (reply) return reply
  const what = body === null ? 'null' : Array.isArray(body) ? 'a list' : 'a bare value'
  throw badReply(failures, `replied with ${what}`)
}

/** A reply that came, and was paid, but is no completion. */
export function badReply(failures: Failures, text: string, cause?: unknown) {
  return failures.error(text, { kind: 'bad-reply', retryable: true, paid: 'yes', cause })
}

const codeMeanings: Readonly<Record<string, EngineErrorOptions>> = {
  server_error: { kind: 'server', retryable: true, paid: 'maybe' },
  rate_limit_exceeded: { kind: 'rate-limit', retryable: true, paid: 'maybe' },
  insufficient_quota: { kind: 'quota', paid: 'maybe' },
  context_length_exceeded: { kind: 'context-length', paid: 'maybe' },
  invalid_prompt: { kind: 'invalid-request', paid: 'maybe' },
}

/** What a server failed at that began with a good status. */
export function repliedError(told: unknown, failures: Failures) {
  const error = fieldsOf(told)
  const text = `replied with an error: ${failures.excerpt(textOf(error?.['message']) ?? JSON.stringify(told))}`
  const codes = [error?.['code'], error?.['type']].map(textOf)
  const known = codes.find((code) => code !== undefined && Object.hasOwn(codeMeanings, code))
  return known === undefined ? badReply(failures, text) : failures.error(text, codeMeanings[known]!)
}

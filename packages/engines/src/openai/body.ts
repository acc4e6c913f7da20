import type { TextDecoder as Decoder } from 'node:util'

import type { Failures } from '@textgrad/host/failures'

import { badReply } from './fields.ts'
import { longestReply } from './transport.ts'

/**
 * The body of a reply with a good status, as JSON. Throws an EngineError 'bad-reply' for what is too long, not
 * UTF-8 or not JSON, and 'connection' where the body ends early; either way the reply is paid.
 */
export async function readBody(response: Response, failures: Failures): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of piecesOf(response, failures)) {
    pieces.push(piece)
    length += piece.length
    if (length > longestReply) throw tooLong(failures)
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return parsed(
    decode(decoder, Buffer.concat(pieces), failures) + decode(decoder, undefined, failures),
    failures,
  )
}

export async function* piecesOf(response: Response, failures: Failures): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) yield piece
  } catch (cause) {
    throw brokenOff('the connection broke in the middle of the reply', failures, cause)
  }
}

/** A reply that was cut, and paid. */
export function brokenOff(text: string, failures: Failures, cause?: unknown) {
  return failures.error(text, { kind: 'connection', retryable: true, paid: 'yes', cause })
}

export function tooLong(failures: Failures) {
  return badReply(failures, `replied with more than ${longestReply} bytes`)
}

/** `bytes` as text, with what the decoder still had; without bytes, that was the end. */
export function decode(decoder: Decoder, bytes: Uint8Array | undefined, failures: Failures): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined })
  } catch (cause) {
    throw badReply(failures, 'replied with what is not UTF-8', cause)
  }
}

export function parsed(text: string, failures: Failures): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the parser's message quotes a few characters, which may be a part of a secret.
    const what = text.trim() === '' ? 'an empty body' : `what is not JSON: ${failures.excerpt(text)}`
    throw badReply(failures, `replied with ${what}`)
  }
}

import type { Failures } from '@textgrad/host/failures'

/** Longest reply that is read, in bytes after decompression. */
const longestReply = 8 * 1024 * 1024

/**
 * The body of a reply with a good status, as JSON. Throws an EngineError 'bad-reply' for what is too long, not
 * UTF-8 or not JSON, and 'connection' where the body ends early; either way the reply is paid.
 */
export async function readBody(response: Response, failures: Failures): Promise<unknown> {
  const text = decode(await readBytes(response, failures), failures)
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the parser's message quotes a few characters, which may be a part of a secret.
    const what = text.trim() === '' ? 'an empty body' : `what is not JSON: ${failures.excerpt(text)}`
    throw badReply(failures, `replied with ${what}`)
  }
}

/** A reply that came, and was paid, but is no completion. */
export function badReply(failures: Failures, text: string, cause?: unknown) {
  return failures.error(text, { kind: 'bad-reply', retryable: true, paid: 'yes', cause })
}

async function readBytes(response: Response, failures: Failures): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece)
      length += piece.length
      if (length > longestReply) break
    }
  } catch (cause) {
    throw failures.error('the connection broke in the middle of the reply', {
      kind: 'connection',
      retryable: true,
      paid: 'yes',
      cause,
    })
  }
  if (length > longestReply) throw badReply(failures, `replied with more than ${longestReply} bytes`)
  return Buffer.concat(pieces)
}

function decode(bytes: Uint8Array, failures: Failures): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw badReply(failures, 'replied with what is not UTF-8', cause)
  }
}

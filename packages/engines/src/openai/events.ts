import type { Failures } from '@textgrad/host/failures'
import { createParser } from 'eventsource-parser'

import { brokenOff, decode, parsed, piecesOf, tooLong } from './body.ts'
import { badReply, fieldsOf, repliedError, textOf, type Fields } from './fields.ts'
import { longestReply } from './transport.ts'

export function isEventStream({ headers }: Response): boolean {
  return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')
}

/**
 * The events of a streamed reply, until the server says [DONE] or the stream ends, in whatever pieces they come. Throws
 * an EngineError: what the server says that it failed at, 'bad-reply' for what is too long, not UTF-8 or not JSON, and
 * 'connection' where the connection breaks.
 */
export async function* eventsOf(response: Response, failures: Failures): AsyncGenerator<Fields> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const written: string[] = []
  let isTooLong = false
  const parser = createParser({
    onEvent: ({ data }) => written.push(data),
    maxBufferSize: longestReply,
    onError: ({ type }) => (isTooLong ||= type === 'max-buffer-size-exceeded'),
  })
  for await (const piece of piecesOf(response, failures)) {
    parser.feed(decode(decoder, piece, failures))
    for (const data of written.splice(0)) {
      if (data === '[DONE]') return
      yield readEvent(data, failures)
    }
    if (isTooLong) throw tooLong(failures)
  }
  decode(decoder, undefined, failures)
}

function readEvent(data: string, failures: Failures): Fields {
  const event = fieldsOf(parsed(data, failures))
  if (!event) throw badReply(failures, `replied with an event that is no object: ${failures.excerpt(data)}`)
  // Told as a field, or by the type of the event.
  const error = event['error'] ?? (event['type'] === 'error' ? event : undefined)
  if (error) throw repliedError(error, failures)
  return event
}

/** A stream that ended, or broke, before the reply was whole: never a reply, whatever came of it. */
export function truncated(failures: Failures, cause?: unknown) {
  return brokenOff('truncated stream: it ended before the reply did', failures, cause)
}

/** Text that is put together from pieces, up to the length of a reply. */
export class Pieces {
  readonly #failures: Failures
  #text: string | undefined

  constructor(failures: Failures) {
    this.#failures = failures
  }

  /** Undefined where no piece came. */
  get text(): string | undefined {
    return this.#text
  }

  add(piece: unknown): void {
    const text = textOf(piece)
    if (text === undefined) return
    this.#text = (this.#text ?? '') + text
    if (this.#text.length > longestReply) throw tooLong(this.#failures)
  }
}

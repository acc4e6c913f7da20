import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { PassThrough } from 'node:stream'

import { resolverFor, shown, type Place } from './address.ts'
import { DownloadError } from './download-error.ts'

export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds without a byte. */
  readonly stallAfter: number
  readonly signal: AbortSignal | undefined
}

export interface Reply extends Disposable {
  readonly message: IncomingMessage
  /** Its content; a connection that breaks off is a DownloadError. */
  readonly body: AsyncIterable<Buffer>
}

/** Sends one GET. Rejects with a DownloadError, or with the reason of `signal`. */
export async function request(place: Place, options: RequestOptions): Promise<Reply> {
  const { headers, stallAfter, signal } = options
  const { url } = place
  signal?.throwIfAborted()
  const { get, Agent, globalAgent } = url.protocol === 'https:' ? https : http
  const lookup = resolverFor(place)
  // A connection that is open already was not made by this resolver. The types leave out what every agent has.
  const { options: usual } = globalAgent as https.Agent
  const agent = lookup && new Agent({ ...usual, keepAlive: false })
  const sent = get(url, { headers, lookup, agent })
  let open: { destroy(error: Error): unknown } = sent
  const late = new Stall(stallAfter, () => open.destroy(stalled(url, stallAfter)))
  const abort = (): void => void open.destroy(new Error('aborted'))
  signal?.addEventListener('abort', abort)
  const end = (): void => {
    late.stop()
    signal?.removeEventListener('abort', abort)
  }
  const told = (error: unknown): unknown => {
    end()
    return signal?.aborted ? signal.reason : broken(url, error)
  }
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    late.start()
    sent.once('response', resolve)
    // It may come after the response too: then the body tells it.
    sent.on('error', (error) => reject(told(error)))
  })
  late.stop()
  open = message
  message.once('close', end)
  return { message, body: bodyOf(message, late, told), [Symbol.dispose]: () => void message.destroy() }
}

/** What waits to be read: none of it is lost when the connection breaks off. */
const waitingBytes = 2 ** 20

/** Begins to collect at once, because the connection may break off before anybody reads. */
function bodyOf(message: IncomingMessage, late: Stall, told: (error: unknown) => unknown) {
  const come = message.pipe(new PassThrough({ highWaterMark: waitingBytes }))
  let failure: unknown
  message.once('error', (error) => (failure = error))
  message.once('close', () => come.end())
  return (async function* (): AsyncGenerator<Buffer> {
    const chunks = (come as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    for (;;) {
      late.start()
      const next = await chunks.next()
      late.stop()
      if (next.done) break
      yield next.value
    }
    if (failure !== undefined) throw told(failure)
  })()
}

function stalled(url: URL, after: number): DownloadError {
  const message = `${shown(url)}: nothing came for ${after / 1000} s`
  return new DownloadError(message, { kind: 'timeout', retryable: true })
}

/** Tells when waiting took too long. What the reader does meanwhile is not waiting. */
class Stall {
  readonly #after: number
  readonly #tell: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(after: number, tell: () => void) {
    this.#after = after
    this.#tell = tell
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(this.#tell, this.#after)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** Node's and its parser's codes for what may go better the next time. */
const passing = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|HPE_\w+|ERR_STREAM_\w+)$/

function broken(url: URL, error: unknown): DownloadError {
  if (error instanceof DownloadError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  const why =
    code === 'ENOTFOUND' ? `no host ${url.hostname} was found` : `the connection failed: ${message || code}`
  return new DownloadError(`${shown(url)}: ${why}`, {
    kind: 'connection',
    retryable: passing.test(code),
    cause: error,
  })
}

import type { Dispatcher } from 'undici'

import type { Deadlines } from '../deadlines.ts'
import type { RequestLimits } from './timeout.ts'

/** undici's own, whose types are those of another version than Node's. */
type Fetch = (input: unknown, init: object) => Promise<Response>

/** Longest answer of one piece, and longest event of a stream, in bytes after decompression. */
export const longestReply = 8 * 1024 * 1024

/** HTTP without limits of its own: Node's fetch gives up after 300 s without headers, and after 300 s of silence. */
export class Transport {
  readonly #limits: RequestLimits
  readonly #dispatcher: Dispatcher
  readonly #fetch: Fetch

  private constructor(limits: RequestLimits, { Agent, EnvHttpProxyAgent, fetch }: typeof import('undici')) {
    const timeout = limits.connect
    const options = { headersTimeout: 0, bodyTimeout: 0, connectTimeout: timeout }
    this.#limits = limits
    this.#fetch = fetch as unknown as Fetch
    this.#dispatcher = usesProxy()
      ? new EnvHttpProxyAgent({ ...options, requestTls: { timeout }, proxyTls: { timeout } })
      : new Agent(options)
  }

  /** undici takes as long to load as a small program, so only a first request loads it. */
  static async load(limits: RequestLimits): Promise<Transport> {
    return new Transport(limits, await import('undici'))
  }

  /** A fetch for one request: its signal is that of `time`, which it tells what has come. */
  fetchWithin(time: Deadlines): typeof fetch {
    return async (input, init) => {
      time.start('firstByte', this.#limits.firstByte)
      const request = { ...init, signal: time.signal, dispatcher: this.#dispatcher }
      const answer = await this.#fetch(input, request)
      time.stop('firstByte')
      time.start('idle', this.#limits.idle)
      const { headers, statusText } = answer
      // A status beyond all that there are can not be that of a Response.
      const status = Math.min(answer.status, 599)
      return new Response(answer.body && this.#watched(answer, time), { headers, status, statusText })
    }
  }

  #watched(answer: Response, time: Deadlines): ReadableStream<Uint8Array> {
    const { idle } = this.#limits
    async function* pieces(): AsyncGenerator<Uint8Array> {
      let length = 0
      for await (const piece of answer.body!) {
        time.start('idle', idle)
        yield piece
        length += piece.length
        // What describes a failure is read by the SDK, which would read any length of it.
        if (!answer.ok && length > longestReply) return
      }
    }
    return ReadableStream.from<Uint8Array>(pieces())
  }
}

/** Whether Node's own fetch goes through the proxy of the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
function usesProxy(): boolean {
  const { NODE_USE_ENV_PROXY, NODE_OPTIONS = '' } = process.env
  return (
    NODE_USE_ENV_PROXY === '1' ||
    [...process.execArgv, ...NODE_OPTIONS.split(' ')].includes('--use-env-proxy')
  )
}

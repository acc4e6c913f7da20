import type { Engine, GenerateRequest, GenerateResult } from '@textgrad/core'
import { causesOf, Failures, providerFailure, requestFailure } from '@textgrad/host/failures'
import type { OpenAI } from 'openai'

import { Deadlines, missedText } from '../deadlines.ts'
import { given } from '../given.ts'
import { mostTokens, tokensOf } from '../most-tokens.ts'
import { rateLimitsOf } from '../rate-limits.ts'
import { apis, type Api } from './api.ts'
import { readBody } from './body.ts'
import { eventsOf, isEventStream } from './events.ts'
import type { RequestForm } from './form.ts'
import { type Server, serverOf, type ServerOptions } from './server.ts'
import { requestLimits, type RequestLimits, type RequestTimeouts } from './timeout.ts'
import { Transport } from './transport.ts'

export interface OpenAIOptions extends ServerOptions {
  readonly model: string
  /** Not sent to reasoning models (o1, o3, o4, gpt-5), which refuse it. */
  readonly temperature?: number | undefined
  /** Upper limit of each reply, in tokens. */
  readonly maxTokens?: number | undefined
  /** Not sent to the responses API, which has none. */
  readonly seed?: number | undefined
  /** The server holds replies to the JSON schema of a request (default: no). */
  readonly structured?: boolean | undefined
  /** Chat completions, which every compatible server has (the default), or OpenAI's responses API. */
  readonly api?: 'chat' | 'responses' | undefined
  /**
   * Replies come piece by piece, so that what stands between does not take the model's time for silence, and a
   * connection that is dead is noticed after `timeout.idle` (default: no, for OpenAI streams some models only to
   * organizations that it has verified).
   */
  readonly stream?: boolean | undefined
  /** Milliseconds for one request from its start to the last byte of the reply, or for each part of it. */
  readonly timeout?: number | RequestTimeouts | undefined
}

/**
 * A model behind OpenAI's chat completions API or its responses API. Each request is sent once: retrying is a layer's
 * work. Throws an EngineError 'configuration' where a key is missing, TypeError or RangeError for an option that is
 * none.
 */
export function openai(options: OpenAIOptions): Engine {
  const { model, temperature, maxTokens, seed, structured, stream, api = 'chat', timeout } = options
  if (model.trim() === '') throw new TypeError('model must name a model')
  if (!Object.hasOwn(apis, api)) throw new TypeError(`api must be chat or responses, not ${api}`)
  const limits = requestLimits(timeout)
  const server = serverOf(model, options)
  const id = `openai/${model}${server.host === undefined ? '' : `@${server.host}`}`
  const defaults = given({ temperature, maxTokens, seed })
  const form: RequestForm = {
    model,
    defaults,
    structured: structured === true,
    stream: stream === true,
    // It tells the usage of its own accord, and refuses to be asked.
    asksForUsage: server.host !== 'api.mistral.ai',
  }
  const place = { api: apis[api], form, limits, failures: new Failures(id, server.secrets) }
  let connection: Promise<Connection> | undefined
  const answered = new Set([model])
  const insteadOf = (answering = model): string | undefined => {
    if (answered.has(answering)) return undefined
    answered.add(answering)
    return model
  }
  return {
    id,
    settings: { sampling: defaults, address: server.address },
    ...given({ structured }),
    atMost: (request) => tokensOf(mostTokens(request, defaults)),
    async generate(request) {
      request.signal?.throwIfAborted()
      connection ??= connect(server, limits)
      const result = await ask(connection, place, request)
      return { ...result, ...given({ insteadOf: insteadOf(result.model) }) }
    },
  }
}

interface Connection {
  readonly client: OpenAI
  readonly transport: Transport
}

interface Place {
  readonly api: Api
  readonly form: RequestForm
  readonly limits: RequestLimits
  readonly failures: Failures
}

async function ask(
  connection: Promise<Connection>,
  place: Place,
  request: GenerateRequest,
): Promise<GenerateResult> {
  const { api, form, limits, failures } = place
  using time = new Deadlines(request.signal)
  try {
    const { client: whole, transport } = await connection
    time.start('total', limits.total)
    const client = whole.withOptions({ fetch: transport.fetchWithin(time) })
    const response = await api.send(client, { form, request, signal: time.signal })
    const rateLimits = rateLimitsOf(response.headers)
    return { ...api.read(await bodyOf(response, place), failures), ...given({ rateLimits }) }
  } catch (error) {
    request.signal?.throwIfAborted()
    const isUnsent = hasNoConnection(error)
    const missed = time.missed ?? (isUnsent ? missedText('connect', limits.connect) : undefined)
    if (missed === undefined) throw providerFailure(error, failures) ?? requestFailure(error, failures)
    const paid = time.missed === undefined ? 'no' : 'maybe'
    throw failures.error(missed, { kind: 'timeout', retryable: true, paid, cause: error })
  }
}

/** A server that does not know streams replies in one piece. */
async function bodyOf(response: Response, { api, failures }: Place): Promise<unknown> {
  if (!isEventStream(response)) return readBody(response, failures)
  return api.collect(eventsOf(response, failures), failures)
}

function hasNoConnection(error: unknown): boolean {
  return causesOf(error).some((link) => 'code' in link && link.code === 'UND_ERR_CONNECT_TIMEOUT')
}

/** The SDK and undici take longer to load than the rest of the program, so only a first request loads them. */
async function connect({ baseURL, key, authorization }: Server, limits: RequestLimits): Promise<Connection> {
  const [{ OpenAI }, transport] = await Promise.all([import('openai'), Transport.load(limits)])
  const defaultHeaders = authorization === undefined ? {} : { authorization }
  // Ours are the limits; this one is as long as a timer can be.
  const timeout = 2 ** 31 - 1
  return { client: new OpenAI({ apiKey: key, baseURL, defaultHeaders, maxRetries: 0, timeout }), transport }
}

import type { Engine, GenerateRequest, GenerateResult } from '@textgrad/core'
import { Failures, providerFailure, requestFailure } from '@textgrad/host/failures'
import type { OpenAI } from 'openai'

import { Deadline } from './deadline.ts'
import { given } from './given.ts'
import { readBody } from './openai-body.ts'
import { readReply } from './openai-reply.ts'
import { chatRequest } from './openai-request.ts'
import { type Server, serverOf } from './openai-server.ts'

export interface OpenAIOptions {
  readonly model: string
  /** Of any OpenAI-compatible server (default: OPENAI_BASE_URL, else OpenAI's own). */
  readonly baseURL?: string | undefined
  /** Default: OPENAI_API_KEY. A server on this machine needs none. */
  readonly apiKey?: string | undefined
  /** Not sent to reasoning models (o1, o3, o4, gpt-5), which refuse it. */
  readonly temperature?: number | undefined
  /** Upper limit of each reply, in tokens. */
  readonly maxTokens?: number | undefined
  readonly seed?: number | undefined
  /** Milliseconds for one request from its start to the last byte of the reply; at most, and by default, 300 000. */
  readonly timeout?: number | undefined
}

/** Node's fetch gives up after this time without headers, whatever it is told. */
const longestTimeout = 300_000

/**
 * A model behind OpenAI's chat completions API. Each request is sent once: retrying is a layer's work.
 * Throws an EngineError 'configuration' where a key is missing.
 */
export function openai(options: OpenAIOptions): Engine {
  const { model, temperature, maxTokens, seed, timeout = longestTimeout } = options
  if (model.trim() === '') throw new TypeError('model must name a model')
  if (!(timeout > 0 && timeout <= longestTimeout)) {
    throw new RangeError(`timeout must be above 0 and at most ${longestTimeout} ms, not ${timeout}`)
  }
  const server = serverOf(model, options)
  const id = `openai/${model}${server.host === undefined ? '' : `@${server.host}`}`
  const failures = new Failures(id, server.secrets)
  const defaults = given({ temperature, maxTokens, seed })
  let client: Promise<OpenAI> | undefined
  return {
    id,
    async generate(request) {
      request.signal?.throwIfAborted()
      client ??= connect(server)
      return ask(client, { model, request, defaults, timeout, failures })
    },
  }
}

interface Question {
  readonly model: string
  readonly request: GenerateRequest
  readonly defaults: NonNullable<GenerateRequest['sampling']>
  readonly timeout: number
  readonly failures: Failures
}

async function ask(connection: Promise<OpenAI>, question: Question): Promise<GenerateResult> {
  const { model, request, defaults, timeout, failures } = question
  using deadline = new Deadline(timeout, request.signal)
  try {
    const { signal } = deadline
    const client = await connection
    const params = chatRequest(model, request, defaults)
    const response = await client.chat.completions.create(params, { signal }).asResponse()
    return readReply(await readBody(response, failures), failures)
  } catch (error) {
    request.signal?.throwIfAborted()
    if (deadline.passed) {
      const message = `no reply within ${timeout} ms`
      throw failures.error(message, { kind: 'timeout', retryable: true, paid: 'maybe', cause: error })
    }
    throw providerFailure(error, failures) ?? requestFailure(error, failures)
  }
}

/** The SDK takes longer to load than the rest of the program, so only a first request loads it. */
async function connect({ baseURL, key, authorization }: Server): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  const defaultHeaders = authorization === undefined ? {} : { authorization }
  return new OpenAI({ apiKey: key, baseURL, defaultHeaders, maxRetries: 0, timeout: longestTimeout })
}

import type { Engine, GenerateRequest, GenerateResult } from '@textgrad/core'
import { Failures, providerFailure, requestFailure } from '@textgrad/host/failures'
import type { OpenAI } from 'openai'

import { Deadline } from './deadline.ts'
import { given } from './given.ts'
import { readBody } from './openai-body.ts'
import { readReply } from './openai-reply.ts'
import { chatRequest, type ChatForm } from './openai-request.ts'
import { type Server, serverOf, type ServerOptions } from './openai-server.ts'

export interface OpenAIOptions extends ServerOptions {
  readonly model: string
  /** Not sent to reasoning models (o1, o3, o4, gpt-5), which refuse it. */
  readonly temperature?: number | undefined
  /** Upper limit of each reply, in tokens. */
  readonly maxTokens?: number | undefined
  readonly seed?: number | undefined
  /** The server holds replies to the JSON schema of a request (`response_format` with `json_schema`; default: no). */
  readonly structured?: boolean | undefined
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
  const { model, temperature, maxTokens, seed, structured, timeout = longestTimeout } = options
  if (model.trim() === '') throw new TypeError('model must name a model')
  if (!(timeout > 0 && timeout <= longestTimeout)) {
    throw new RangeError(`timeout must be above 0 and at most ${longestTimeout} ms, not ${timeout}`)
  }
  const server = serverOf(model, options)
  const id = `openai/${model}${server.host === undefined ? '' : `@${server.host}`}`
  const failures = new Failures(id, server.secrets)
  const defaults = given({ temperature, maxTokens, seed })
  let client: Promise<OpenAI> | undefined
  const engine: Engine = {
    id,
    settings: { sampling: defaults, address: server.address },
    ...given({ structured }),
    async generate(request) {
      request.signal?.throwIfAborted()
      client ??= connect(server)
      const form = { model, defaults, structured: structured === true }
      return ask(client, { form, request, timeout, failures })
    },
  }
  return engine
}

interface Question {
  readonly form: ChatForm
  readonly request: GenerateRequest
  readonly timeout: number
  readonly failures: Failures
}

async function ask(connection: Promise<OpenAI>, question: Question): Promise<GenerateResult> {
  const { form, request, timeout, failures } = question
  using deadline = new Deadline(timeout, request.signal)
  try {
    const { signal } = deadline
    const client = await connection
    const params = chatRequest(form, request)
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

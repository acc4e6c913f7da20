import { setTimeout as sleep } from 'node:timers/promises'

import { Failures, readRetryAfter } from '@textgrad/host/failures'
import { z } from 'zod'

import { SandboxError, type SandboxFault } from '../sandbox-error.ts'

export interface ServerOptions {
  readonly url: string
  /** The value of the header Authorization, where the server wants one. It is shown nowhere. */
  readonly authorization?: string | undefined
}

const runtimes = z.array(
  z.object({ language: z.string(), version: z.string(), runtime: z.string().optional() }),
)
export type Runtime = z.infer<typeof runtimes>[number]

const executed = z.object({
  run: z.object({
    stdout: z.string(),
    stderr: z.string(),
    code: z.number().nullish(),
    signal: z.string().nullish(),
    status: z.string().nullish(),
    message: z.string().nullish(),
    /** Milliseconds. */
    wall_time: z.number().nullish(),
  }),
})
/** What Piston says of a stage that it ran. */
export type Stage = z.infer<typeof executed>['run']

export interface Execution {
  readonly language: string
  readonly version: string
  readonly files: readonly { readonly name: string; readonly content: string }[]
  readonly stdin: string
  /** Milliseconds by the clock. */
  readonly run_timeout: number
  /** Milliseconds of processor time; servers of before 2024 pass it over. */
  readonly run_cpu_time: number
  /** Bytes. */
  readonly run_memory_limit: number
}

/** How often a server that is busy is asked for the same, and the shortest and the longest wait before, milliseconds. */
const mostRequests = 8
const firstWait = 250
const longestWait = 10_000
/** Milliseconds for a server to answer beyond the time that it may run a program: others may be before it. */
const patience = 60_000

/** Piston's API, version 2, of one server. Requests that it has no time for are made again when it says, all of them. */
export class PistonClient {
  /** Without what may be a secret. */
  readonly address: string
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #failures: Failures
  #notBefore = 0

  /** @throws TypeError for an address that is none, or that holds a password */
  constructor({ url, authorization }: ServerOptions) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      throw new TypeError('url must be an address such as http://localhost:2000')
    if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '')
      throw new TypeError(
        'url must be an address alone: what the server has to be told goes into authorization (PISTON_AUTHORIZATION)',
      )
    const path = parsed.pathname.replace(/\/+$/, '')
    this.address = `${parsed.origin}${path}`
    this.#base = path === '' ? `${parsed.origin}/api/v2` : this.address
    this.#headers = {
      'content-type': 'application/json',
      'user-agent': 'textgrad',
      ...(authorization !== undefined && authorization !== '' && { authorization }),
    }
    this.#failures = new Failures('piston', authorization ? [authorization] : [])
  }

  /** Rejects with a SandboxError: 'unavailable' where nobody answers. */
  async runtimes(signal?: AbortSignal): Promise<readonly Runtime[]> {
    return this.#ask(runtimes, { path: 'runtimes', wait: patience, unreachable: 'unavailable', signal })
  }

  /**
   * Rejects with a SandboxError: 'configuration' for what the server refuses, 'io' where it does not answer, 'protocol' for an
   * answer of another form; with a RangeError for more than it takes; or with the reason of the signal.
   */
  async execute(execution: Execution, signal?: AbortSignal): Promise<Stage> {
    const body = JSON.stringify(execution)
    const wait = execution.run_timeout + patience
    return (await this.#ask(executed, { path: 'execute', body, wait, unreachable: 'io', signal })).run
  }

  async #ask<T>(form: z.ZodType<T>, question: Question): Promise<T> {
    const text = await this.#answer(question)
    try {
      return form.parse(JSON.parse(text))
    } catch (cause) {
      const said = this.#failures.excerpt(text)
      throw this.#error(
        'protocol',
        `answers ${question.path} with what is no answer of Piston: ${said}`,
        cause,
      )
    }
  }

  async #answer(question: Question): Promise<string> {
    for (let request = 1; ; request++) {
      await this.#turn(question.signal)
      const { status, headers, text } = await this.#request(question)
      if (status === 200) return text
      if (status !== 429 && !(status === 503 && headers.has('retry-after'))) throw this.#refusal(status, text)
      if (request === mostRequests)
        throw this.#error('io', `has no time: it answered ${status} to ${request} requests in a row`)
      const told = readRetryAfter((name) => headers.get(name) ?? undefined)
      const wait = told ?? Math.min(longestWait, firstWait * 2 ** (request - 1))
      this.#notBefore = Math.max(this.#notBefore, performance.now() + wait)
    }
  }

  /** Waits until the server wants to be asked again. */
  async #turn(signal: AbortSignal | undefined): Promise<void> {
    for (let left = this.#notBefore - performance.now(); left > 0; left = this.#notBefore - performance.now())
      await sleep(left, undefined, { signal }).catch(() => signal?.throwIfAborted())
    signal?.throwIfAborted()
  }

  async #request({ path, body, wait, unreachable, signal }: Question): Promise<Reply> {
    const late = AbortSignal.timeout(wait)
    try {
      const reply = await fetch(`${this.#base}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: this.#headers,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, late]) : late,
        ...(body !== undefined && { body }),
      })
      return { status: reply.status, headers: reply.headers, text: await reply.text() }
    } catch (error) {
      signal?.throwIfAborted()
      if (late.aborted) throw this.#error('io', `did not answer within ${wait / 1000} s`)
      const { cause = error } = error as Error
      throw this.#error(
        unreachable,
        `can not be reached: ${this.#failures.excerpt((cause as Error).message)}`,
      )
    }
  }

  #refusal(status: number, text: string): Error {
    // Its reader of requests throws where they are larger than its limit, and the server shows what it threw.
    if (status === 413 || /PayloadTooLarge/.test(text))
      return new RangeError(
        `${this.address} takes no request of that size: the program and its arguments are too large`,
      )
    if (status === 401 || status === 403)
      return this.#error('configuration', `wants another authorization (${status}): PISTON_AUTHORIZATION`)
    const said = this.#failures.excerpt(messageOf(text))
    if (status >= 500) return this.#error('io', `failed (${status}): ${said}`)
    return this.#error('configuration', `refuses it (${status}): ${said}`)
  }

  #error(kind: SandboxFault, what: string, cause?: unknown): SandboxError {
    return new SandboxError(`Piston at ${this.address} ${what}`, { kind, cause })
  }
}

interface Question {
  readonly path: 'runtimes' | 'execute'
  readonly body?: string
  /** Milliseconds. */
  readonly wait: number
  readonly unreachable: SandboxFault
  readonly signal: AbortSignal | undefined
}

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown }
    return typeof message === 'string' ? message : text
  } catch {
    return text
  }
}

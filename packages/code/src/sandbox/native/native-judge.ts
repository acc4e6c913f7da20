import { randomBytes } from 'node:crypto'

import { CodecError, decodeValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import { hasStopped, type Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { RequestOptions, Script, ScriptJudge, ScriptOutcome } from '../sandbox.ts'
import type { NativeProcess } from './native-process.ts'
import { watch } from './watch.ts'

type CallProgram = (name: string, args: readonly Value[]) => Promise<Answer>

/** Test code in processes that run `pythonJudge`; a new one is started after a timeout. */
export class NativeJudge implements ScriptJudge {
  readonly #open: () => Promise<NativeProcess>
  readonly #limits: Limits
  #process: NativeProcess | undefined

  constructor(open: () => Promise<NativeProcess>, limits: Limits) {
    this.#open = open
    this.#limits = limits
  }

  /** Rejects with a SandboxError where no process can be started. */
  async start(): Promise<this> {
    this.#process = await this.#open()
    return this
  }

  async run(
    { code, prelude = '', entryPoint = '' }: Script,
    call: CallProgram,
    { signal, wallSeconds }: RequestOptions = {},
  ): Promise<ScriptOutcome> {
    signal?.throwIfAborted()
    if (!this.#process || this.#process.stopped) this.#process = await this.#open()
    const process = this.#process
    const unwatch = watch({
      process,
      limits: this.#limits,
      wallSeconds: Math.min(wallSeconds ?? Number.POSITIVE_INFINITY, this.#limits.wallSeconds),
      stop: (status, why) => process.stop(status, why),
    })
    const abort = () => process.stop('exited', 'it was aborted')
    signal?.addEventListener('abort', abort)
    try {
      return await converse(process, [code, prelude, entryPoint], call)
    } catch (error) {
      // What it would say next belongs to a test that is over.
      process.stop('exited', 'its test was given up')
      signal?.throwIfAborted()
      throw error
    } finally {
      unwatch()
      signal?.removeEventListener('abort', abort)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.close()
  }
}

async function converse(
  process: NativeProcess,
  script: readonly string[],
  call: CallProgram,
): Promise<ScriptOutcome> {
  const id = randomBytes(8).toString('hex')
  let answer: Value = [id, 'script', ...script]
  for (;;) {
    const next = process.next()
    process.write(JSON.stringify(answer))
    const event = await next
    if (event.kind === 'stop') return stopped(process)
    const message = messageOf(event.text, id)
    if (message.kind === 'done') return message.outcome
    const told = await call(message.name, message.args)
    if (process.stopped) return stopped(process)
    answer = asReply(told)
  }
}

function stopped(process: NativeProcess): ScriptOutcome {
  const { status, why } = process.stopped!
  if (status === 'timeout') return { status }
  return { status: 'error', type: 'SystemError', text: `the test code was stopped: ${why}` }
}

function asReply(answer: Answer): Value {
  if (answer.status === 'returned') return ['returned', answer.value]
  if (hasStopped(answer)) return ['stopped', answer.why]
  return ['raised', answer.exception.type, answer.exception.text]
}

type Message =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Value[] }
  | { readonly kind: 'done'; readonly outcome: ScriptOutcome }

/** The judge is ours: what it says has its form, or something is broken. */
function messageOf(text: string, id: string): Message {
  const message = parsed(text)
  if (Array.isArray(message) && message[0] === id) {
    const [, kind, first, ...rest] = message as readonly any[]
    if (kind === 'call') return { kind, name: first, args: rest[0] }
    if (kind === 'done') return { kind, outcome: outcomeOf(first, rest) }
  }
  throw new SandboxError('the process that runs test code broke its own protocol', { kind: 'protocol' })
}

function parsed(text: string): Value {
  try {
    return decodeValue(text, 3)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw new SandboxError('the process that runs test code wrote what can not be read', {
      kind: 'protocol',
      cause,
    })
  }
}

function outcomeOf(status: string, [type, text, at]: readonly any[]): ScriptOutcome {
  if (status === 'passed') return { status }
  const line = at > 0 ? { line: at as number } : {}
  if (status === 'failed') return { status, text, ...line }
  return { status: 'error', type: status === 'stopped' ? 'stopped' : type, text, ...line }
}

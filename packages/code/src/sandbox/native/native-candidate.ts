import { randomBytes } from 'node:crypto'

import { checkedValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import { hasStopped, type Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import type { Candidate, RequestOptions } from '../sandbox.ts'
import { shownText } from '../untrusted-text.ts'
import type { Event, NativeProcess } from './native-process.ts'
import { readReply } from './reply.ts'
import { watch } from './watch.ts'

/** A program in a process that runs `pythonCandidate`. */
export class NativeCandidate implements Candidate {
  readonly #process: NativeProcess
  readonly #limits: Limits
  #busy = false

  constructor(process: NativeProcess, limits: Limits) {
    this.#process = process
    this.#limits = limits
  }

  load(source: string, options?: RequestOptions): Promise<Answer> {
    return this.#request(['load', source], options)
  }

  call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer> {
    return this.#request(['call', name, checkedValue(args, 1)], options)
  }

  async run(source: string, stdin: string, options?: RequestOptions): Promise<Answer> {
    const answer = await this.#request(['run', source, stdin], options)
    await this.#process.close()
    if (hasStopped(answer)) return answer
    const printed = this.#process.printed
    const stdout = shownText(printed)
    return answer.status === 'returned' ? { ...answer, value: printed, stdout } : { ...answer, stdout }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.close()
  }

  async #request(parts: readonly Value[], { signal, wallSeconds }: RequestOptions = {}): Promise<Answer> {
    if (this.#busy) throw new TypeError('a program is asked one thing at a time')
    signal?.throwIfAborted()
    this.#busy = true
    const id = randomBytes(8).toString('hex')
    const started = performance.now()
    const unwatch = watch({
      process: this.#process,
      limits: this.#limits,
      wallSeconds: Math.min(wallSeconds ?? Number.POSITIVE_INFINITY, this.#limits.wallSeconds),
      stop: (status, why) => this.#process.stop(status, why),
    })
    const abort = () => this.#process.stop('exited', 'it was aborted')
    signal?.addEventListener('abort', abort)
    try {
      const next = this.#process.next()
      this.#process.write(JSON.stringify([id, ...parts]))
      const event = await next
      signal?.throwIfAborted()
      return this.#answer(event, id, (performance.now() - started) / 1000)
    } finally {
      unwatch()
      signal?.removeEventListener('abort', abort)
      this.#busy = false
    }
  }

  #answer(event: Event, id: string, seconds: number): Answer {
    if (event.kind === 'line') {
      const reply = event.more ? undefined : readReply(event.text, id)
      if (reply) return { ...reply, seconds }
      this.#process.stop('protocol', 'it wrote something else where only answers go')
    }
    const { status, why } = this.#process.stopped!
    // What it had printed by then depends on how fast it was.
    return { status, why, stdout: '', seconds }
  }
}

import { checkedValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import { hasStopped, type Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import { ask } from '../native/ask.ts'
import type { NativeProcess } from '../native/native-process.ts'
import { readReply } from '../native/reply.ts'
import type { Candidate, RequestOptions } from '../sandbox.ts'
import { shownText } from '../untrusted-text.ts'
import type { WarmProcesses } from './warm-processes.ts'

/** A program in a warm process, which is taken with the first request and given back at the end. */
export class PyodideCandidate implements Candidate {
  readonly #processes: WarmProcesses
  readonly #limits: Limits
  #process: NativeProcess | undefined
  #busy = false
  #over = false

  constructor(processes: WarmProcesses, limits: Limits) {
    this.#processes = processes
    this.#limits = limits
  }

  load(source: string, options?: RequestOptions): Promise<Answer> {
    return this.#request(['load', source], options)
  }

  call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer> {
    return this.#request(['call', name, checkedValue(args, 1)], options)
  }

  async run(source: string, stdin: string, options?: RequestOptions): Promise<Answer> {
    let printed = ''
    const read = (line: string, id: string) => {
      const [answer, text] = line.split('\t')
      printed = textOf(text)
      return readReply(answer!, id)
    }
    const answer = await this.#request(['run', source, stdin], options, read)
    await this[Symbol.asyncDispose]()
    if (hasStopped(answer)) return answer
    const stdout = shownText(printed)
    return answer.status === 'returned' ? { ...answer, value: printed, stdout } : { ...answer, stdout }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const process = this.#process
    this.#over = true
    this.#process = undefined
    if (process?.stopped || this.#busy) await process?.close()
    else if (process) this.#processes.giveBack(process)
  }

  async #request(
    parts: readonly Value[],
    options: RequestOptions = {},
    read?: typeof readReply,
  ): Promise<Answer> {
    if (this.#busy) throw new TypeError('a program is asked one thing at a time')
    options.signal?.throwIfAborted()
    this.#busy = true
    try {
      const process = await this.#place()
      return await ask({ process, limits: this.#limits, parts, ...(read && { read }) }, options)
    } finally {
      this.#busy = false
    }
  }

  async #place(): Promise<NativeProcess> {
    if (this.#process) return this.#process
    const process = await this.#processes.take()
    if (this.#over) {
      this.#processes.giveBackClean(process)
      throw new TypeError('the place of this program was closed')
    }
    this.#process = process
    return process
  }
}

/** What the process says was printed. It counts as little as what a program says. */
function textOf(json: string | undefined): string {
  try {
    const text: unknown = JSON.parse(json ?? '""')
    return typeof text === 'string' ? text : ''
  } catch {
    return ''
  }
}

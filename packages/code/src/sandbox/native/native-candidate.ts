import { checkedValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import { hasStopped, type Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import type { Candidate, RequestOptions } from '../sandbox.ts'
import { shownText } from '../untrusted-text.ts'
import { ask } from './ask.ts'
import type { NativeProcess } from './native-process.ts'

/** What a runtime writes to standard error before it crashes. */
interface LastWords {
  /** Where no memory was left. */
  readonly memory?: RegExp | undefined
}

/** A program in a process that runs `pythonCandidate`, or what answers as that does. */
export class NativeCandidate implements Candidate {
  readonly #process: NativeProcess
  readonly #limits: Limits
  readonly #lastWords: LastWords
  #busy = false

  constructor(process: NativeProcess, limits: Limits, lastWords: LastWords = {}) {
    this.#process = process
    this.#limits = limits
    this.#lastWords = lastWords
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

  async #request(parts: readonly Value[], options: RequestOptions = {}): Promise<Answer> {
    if (this.#busy) throw new TypeError('a program is asked one thing at a time')
    this.#busy = true
    try {
      const answer = await ask({ process: this.#process, limits: this.#limits, parts }, options)
      return answer.status === 'crashed' ? await this.#explained(answer) : answer
    } finally {
      this.#busy = false
    }
  }

  async #explained(answer: Answer): Promise<Answer> {
    const { memory } = this.#lastWords
    if (memory === undefined) return answer
    await this.#process.close()
    if (!memory.test(this.#process.errors)) return answer
    const { stdout, seconds } = answer
    return { status: 'memory', why: 'no memory was left', stdout, seconds }
  }
}

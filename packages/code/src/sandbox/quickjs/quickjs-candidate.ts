import type { Value } from '../../codec/value.ts'
import type { Answer } from '../answer.ts'
import { NativeCandidate } from '../native/native-candidate.ts'
import type { NativeProcess } from '../native/native-process.ts'
import type { Candidate, OpenOptions, RequestOptions } from '../sandbox.ts'
import { processLimits, type Hosts } from './hosts.ts'

/** A program in a process of `Hosts`, which gets it back. */
export class QuickjsCandidate implements Candidate {
  readonly #host: NativeProcess
  readonly #hosts: Hosts
  readonly #options: OpenOptions
  readonly #candidate: NativeCandidate
  #asked = 0
  #closed: Promise<void> | undefined

  constructor(host: NativeProcess, hosts: Hosts, options: OpenOptions) {
    this.#host = host
    this.#hosts = hosts
    this.#options = options
    this.#candidate = new NativeCandidate(host, processLimits(options.limits))
  }

  load(source: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask(() => this.#candidate.load(source, options))
  }

  call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer> {
    return this.#ask(() => this.#candidate.call(name, args, options))
  }

  run(source: string, stdin: string, options?: RequestOptions): Promise<Answer> {
    return this.#ask(() => this.#candidate.run(source, stdin, options))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What still runs is not waited for.
    this.#closed ??= this.#asked > 0 ? this.#host.close() : this.#hosts.giveBack(this.#host, this.#options)
    await this.#closed
  }

  async #ask(request: () => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw new TypeError('the program was closed')
    this.#asked += 1
    try {
      return await request()
    } finally {
      this.#asked -= 1
    }
  }
}

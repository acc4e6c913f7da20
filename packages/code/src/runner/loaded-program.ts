import type { Value } from '../codec/value.ts'
import { hasStopped, type Answer } from '../sandbox/answer.ts'
import type { Candidate, RequestOptions } from '../sandbox/sandbox.ts'
import type { CandidatePool } from './candidate-pool.ts'

/** A program that is loaded when it is needed, and again after it was stopped, so that each test finds it alive. */
export class LoadedProgram implements Disposable {
  readonly #source: string
  readonly #pool: CandidatePool
  #candidate: Candidate | undefined

  constructor(source: string, pool: CandidatePool) {
    this.#source = source
    this.#pool = pool
  }

  /** What came of loading it, or undefined where it is loaded. */
  async load(options: RequestOptions): Promise<Exclude<Answer, { status: 'returned' }> | undefined> {
    if (this.#candidate) return undefined
    this.#candidate = await this.#pool.take()
    const answer = await this.#candidate.load(this.#source, options)
    if (answer.status === 'returned') return undefined
    this.drop()
    return answer
  }

  /** Calls a function of it. */
  async call(name: string, args: readonly Value[], options: RequestOptions): Promise<Answer> {
    const answer = (await this.load(options)) ?? (await this.#candidate!.call(name, args, options))
    if (hasStopped(answer)) this.drop()
    return answer
  }

  /** Runs it as a whole in a place of its own. */
  async run(stdin: string, options: RequestOptions): Promise<Answer> {
    const candidate = await this.#pool.take()
    try {
      return await candidate.run(this.#source, stdin, options)
    } finally {
      this.#pool.giveBack(candidate)
    }
  }

  /** Ends it. */
  drop(): void {
    if (this.#candidate) this.#pool.giveBack(this.#candidate)
    this.#candidate = undefined
  }

  [Symbol.dispose](): void {
    this.drop()
  }
}

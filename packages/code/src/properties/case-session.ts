import type { Value } from '../codec/value.ts'
import type { Judges } from '../runner/judges.ts'
import type { Answer } from '../sandbox/answer.ts'
import type { ScriptOutcome } from '../sandbox/sandbox.ts'
import { asks, type CaseScript } from './case-script.ts'

/** What the code of a case asks, and who answers it. */
export interface Asked {
  readonly inputs: readonly Value[]
  answer(name: string, args: readonly Value[]): Promise<Answer>
}

/** How test code got on with a case: it went on to the next one, or it ended, or it ran out of the time of all of its cases. */
export type Served = 'went on' | ScriptOutcome | 'late'

/** Ends test code, in a way that none can catch. */
export const stop: Answer = { status: 'exited', why: 'the case is over', stdout: '', seconds: 0 }

export const told = (value: Value): Answer => ({ status: 'returned', value, stdout: '', seconds: 0 })

export interface SessionOptions {
  readonly script: CaseScript
  readonly judges: Judges
  readonly signal?: AbortSignal | undefined
}

/** Test code that serves one case after the other as long as it goes on; it is begun again for the next case where it has ended. */
export class CaseSession implements AsyncDisposable {
  readonly #options: SessionOptions
  #running: Promise<void> | undefined
  #current: { readonly asked: Asked; readonly served: PromiseWithResolvers<Served> } | undefined
  /** The test code waits for inputs. */
  #waiting: PromiseWithResolvers<Answer> | undefined
  #hasBegun = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** One case at a time. Rejects with a SandboxError or the reason of the signal. */
  async serve(asked: Asked): Promise<Served> {
    const isFirst = this.#running === undefined
    const served = Promise.withResolvers<Served>()
    this.#current = { asked, served }
    if (isFirst) this.#running = this.#run()
    else this.#waiting?.resolve(told(asked.inputs))
    const outcome = await served.promise
    if (outcome === 'went on') return outcome
    await this.#running
    // The cases before it took of its time.
    return !isFirst && outcome !== 'late' && outcome.status === 'timeout' ? 'late' : outcome
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting?.resolve(stop)
    await this.#running
  }

  async #run(): Promise<void> {
    const { script, judges, signal } = this.#options
    this.#hasBegun = false
    try {
      const outcome = await judges.with((judge) =>
        judge.run(script, (name, args) => this.#answer(name, args), { signal }),
      )
      this.#current?.served.resolve(outcome)
    } catch (error) {
      this.#current?.served.reject(error)
    } finally {
      this.#running = undefined
      this.#waiting = undefined
    }
  }

  #answer(name: string, args: readonly Value[]): Promise<Answer> {
    const { asked, served } = this.#current!
    if (name !== asks.inputs) return asked.answer(name, args)
    if (!this.#hasBegun) {
      this.#hasBegun = true
      return Promise.resolve(told(asked.inputs))
    }
    this.#waiting = Promise.withResolvers()
    served.resolve('went on')
    return this.#waiting.promise
  }
}

import type { Value } from '../../codec/value.ts'
import type { Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import { NativeJudge } from '../native/native-judge.ts'
import type { RequestOptions, Script, ScriptJudge, ScriptOutcome } from '../sandbox.ts'
import type { WarmProcesses } from './warm-processes.ts'

/** Test code in warm processes of its own, which no program under test ever enters, each restored after a test. */
export class PyodideJudge implements ScriptJudge {
  readonly #processes: WarmProcesses
  readonly #limits: Limits

  constructor(processes: WarmProcesses, limits: Limits) {
    this.#processes = processes
    this.#limits = limits
  }

  async run(
    script: Script,
    call: (name: string, args: readonly Value[]) => Promise<Answer>,
    options?: RequestOptions,
  ): Promise<ScriptOutcome> {
    const process = await this.#processes.take()
    const judge = new NativeJudge(async () => process, this.#limits)
    try {
      return await judge.run(script, call, options)
    } finally {
      // It restores itself before it reads on.
      if (process.stopped) await process.close()
      else this.#processes.giveBackClean(process)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its processes belong to the sandbox.
  }
}

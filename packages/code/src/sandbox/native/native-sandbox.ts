import { pythonCandidate } from '../../python/candidate.ts'
import { pythonJudge } from '../../python/judge.ts'
import type { Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Capabilities, Language, OpenOptions, Sandbox, ScriptJudge } from '../sandbox.ts'
import { compiledProgram } from './compiled.ts'
import type { Launch } from './launch.ts'
import { NativeCandidate } from './native-candidate.ts'
import { NativeJudge } from './native-judge.ts'
import { openProcess } from './open-process.ts'

export interface NativeOptions {
  readonly name: string
  readonly capabilities: Capabilities
  /** How to run a command with these limits. */
  readonly launch: (command: readonly string[], options: OpenOptions) => Launch
  readonly python: string
}

/** Programs as processes of this machine, with walls around them or without. */
export class NativeSandbox implements Sandbox {
  name: string
  readonly languages: readonly Language[] = ['python']
  readonly capabilities: Capabilities
  readonly #options: NativeOptions
  readonly #candidate: string
  readonly #judge: string

  /** Throws a SandboxError 'unavailable' where there is no Python. */
  constructor(options: NativeOptions) {
    this.name = options.name
    this.capabilities = options.capabilities
    this.#options = options
    this.#candidate = compiledProgram(options.python, pythonCandidate)
    this.#judge = compiledProgram(options.python, pythonJudge)
  }

  /** The same under another name. */
  named(name: string): this {
    this.name = name
    return this
  }

  async open(options: OpenOptions): Promise<Candidate> {
    const { limits, signal } = options
    return new NativeCandidate(
      await openProcess(this.#launch(this.#candidate, options), limits, signal),
      limits,
    )
  }

  async openJudge(options: OpenOptions): Promise<ScriptJudge> {
    const { limits, signal } = options
    const launch = this.#launch(this.#judge, options)
    return new NativeJudge(() => openProcess(launch, limits, signal), limits).start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Each process belongs to who opened it.
  }

  #launch(program: string, options: OpenOptions): Launch {
    const { language, limits } = options
    if (!this.languages.includes(language))
      throw new SandboxError(`${this.name} runs ${this.languages.join(', ')}, not ${language}`, {
        kind: 'configuration',
      })
    const { launch, python } = this.#options
    return launch([python, ...interpreterFlags, '-c', program, ...limitArguments(limits)], options)
  }
}

// Not -I: it would ignore the seed for hashes. There is no other variable in the environment.
const interpreterFlags = ['-S', '-s', '-B', '-X', 'utf8']

const limitArguments = ({ memoryBytes, processes, fileBytes }: Limits): readonly string[] =>
  [memoryBytes, processes, fileBytes].map(String)

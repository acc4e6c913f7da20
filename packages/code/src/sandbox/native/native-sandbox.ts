import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Capabilities, Language, OpenOptions, Sandbox, ScriptJudge } from '../sandbox.ts'
import type { Runtime } from './runtime.ts'

export interface NativeOptions {
  readonly name: string
  readonly capabilities: Capabilities
  readonly runtimes: readonly Runtime[]
  /** Those that this machine can not run: they say why. */
  readonly missing?: readonly Runtime[] | undefined
}

/** Programs as processes of this machine, with walls around them or without. */
export class NativeSandbox implements Sandbox {
  readonly name: string
  readonly languages: readonly Language[]
  readonly capabilities: Capabilities
  readonly #runtimes: readonly Runtime[]

  constructor({ name, capabilities, runtimes, missing = [] }: NativeOptions) {
    this.name = name
    this.languages = runtimes.flatMap(({ languages }) => languages)
    this.capabilities = capabilities
    this.#runtimes = [...runtimes, ...missing]
  }

  async open(options: OpenOptions): Promise<Candidate> {
    return await this.#runtimeFor(options.language).open(options)
  }

  async openJudge(options: OpenOptions): Promise<ScriptJudge> {
    return await this.#runtimeFor(options.language).openJudge(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Each process belongs to who opened it.
  }

  #runtimeFor(language: Language): Runtime {
    const found = this.#runtimes.find(({ languages }) => languages.includes(language))
    if (found) return found
    throw new SandboxError(`${this.name} runs ${this.languages.join(', ')}, not ${language}`, {
      kind: 'configuration',
    })
  }
}

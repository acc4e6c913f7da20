import { constant, type Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import { converse } from './conversation.ts'
import type { Engine, Sampling } from './engine.ts'
import { Module } from './module.ts'

export interface LlmCallOptions {
  readonly engine: Engine
  /** The system prompt; a trainable variable makes it a parameter. */
  readonly system?: string | Variable
  /** What the reply is, in words (default: 'response of the language model'). */
  readonly role?: string
  readonly sampling?: Sampling
}

/**
 * A call of a language model: forward gives its reply to the input. Feedback on the reply becomes feedback on
 * the input and the system prompt, one backward call for each that is trainable. Rejects with EngineError.
 */
export class LlmCall extends Module {
  readonly engine: Engine
  readonly system: Variable | undefined
  readonly role: string
  readonly sampling: Sampling | undefined

  constructor({ engine, system, role, sampling }: LlmCallOptions) {
    super()
    this.engine = engine
    this.system = system === undefined ? undefined : asVariable(system, 'system prompt')
    this.role = role ?? 'response of the language model'
    this.sampling = sampling
  }

  forward(input: Variable<any>, call?: Call): Promise<Variable> {
    return converse(
      {
        name: 'llm-call',
        purpose: 'forward',
        engine: this.engine,
        sampling: this.sampling,
        role: this.role,
        inputs: this.system ? [this.system, input] : [input],
        system: this.system?.render(),
        input: input.render(),
      },
      call,
    )
  }
}

export function asVariable(value: string | Variable, role: string): Variable {
  return typeof value === 'string' ? constant(value, { role }) : value
}

import { constant, type Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import { converse } from './conversation.ts'
import { asDemonstrations, type Demonstration } from './demonstrations.ts'
import type { Engine, Sampling } from './engine.ts'
import { Module } from './module.ts'

export interface LlmCallOptions {
  readonly engine: Engine
  /** The system prompt; a trainable variable makes it a parameter. */
  readonly system?: string | Variable
  /** What the reply is, in words (default: 'response of the language model'). */
  readonly role?: string
  readonly sampling?: Sampling
  /** Worked examples that the model is shown before the input; a trainable variable makes them a parameter. */
  readonly examples?: readonly Demonstration[] | Variable<readonly Demonstration[]>
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
  readonly examples: Variable<readonly Demonstration[]> | undefined

  constructor({ engine, system, role, sampling, examples }: LlmCallOptions) {
    super()
    this.engine = engine
    this.system = system === undefined ? undefined : asVariable(system, 'system prompt')
    this.role = role ?? 'response of the language model'
    this.sampling = sampling
    this.examples = asDemonstrations(examples)
  }

  /** Several inputs, such as an image and a question, are shown one after the other. */
  forward(input: Variable<any> | readonly Variable<any>[], call?: Call): Promise<Variable> {
    const { engine, sampling, role, system, examples } = this
    const given: readonly Variable<any>[] = Array.isArray(input) ? input : [input]
    return converse(
      {
        name: 'llm-call',
        purpose: 'forward',
        engine,
        sampling,
        role,
        inputs: [system, examples, ...given].filter((one) => one !== undefined),
        system: system?.render(),
        examples,
        asked: given.flatMap((one, index) => (index === 0 ? [one] : ['\n\n', one])),
      },
      call,
    )
  }
}

export function asVariable(value: string | Variable, role: string): Variable {
  return typeof value === 'string' ? constant(value, { role }) : value
}

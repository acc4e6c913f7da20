import type { Variable } from '../graph/variable.ts'
import { converse } from '../llm/conversation.ts'
import { asVariable } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { criticSystem, fieldPieces } from '../prompts/evaluate.ts'
import type { Call } from '../run/call.ts'
import type { LossOptions } from './text-loss.ts'

export interface MultiFieldOptions extends LossOptions {
  /** What each value is, in words, for this evaluation; the variables keep their own roles. */
  readonly roles: readonly string[]
}

/** A loss in words over several named values, such as a question, an answer and the right answer. */
export class MultiFieldEvaluation extends Module {
  readonly instruction: Variable
  readonly #options: MultiFieldOptions

  constructor(instruction: string | Variable, options: MultiFieldOptions) {
    super()
    this.instruction = asVariable(instruction, 'instruction of the evaluation')
    this.#options = options
  }

  /** @throws TypeError when there are not as many values as roles. */
  async forward(values: readonly Variable<any>[], call?: Call): Promise<Variable> {
    const { roles, engine, sampling } = this.#options
    if (values.length !== roles.length) {
      throw new TypeError(`Expected ${roles.length} values (${roles.join(', ')}), got ${values.length}`)
    }
    return converse(
      {
        name: 'multi-field-evaluation',
        purpose: 'evaluate',
        engine,
        sampling,
        role: 'evaluation',
        inputs: [this.instruction, ...values],
        judged: values,
        system: this.system(),
        asked: fieldPieces(values, roles),
      },
      call,
    )
  }

  /** What the critic is told. */
  protected system(): string {
    return criticSystem(this.instruction.render())
  }
}

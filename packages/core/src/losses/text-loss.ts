import type { Variable } from '../graph/variable.ts'
import { converse } from '../llm/conversation.ts'
import type { Engine, Sampling } from '../llm/engine.ts'
import { asVariable } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { criticSystem } from '../prompts/evaluate.ts'
import type { Call } from '../run/call.ts'

export interface LossOptions {
  readonly engine: Engine
  readonly sampling?: Sampling
}

/**
 * A loss in words: a model judges the prediction by an instruction, which may itself be trained. What it says
 * is the gradient of what it judged.
 */
export class TextLoss extends Module {
  readonly instruction: Variable
  readonly #options: LossOptions

  constructor(instruction: string | Variable, options: LossOptions) {
    super()
    this.instruction = asVariable(instruction, 'instruction of the evaluation')
    this.#options = options
  }

  forward(prediction: Variable<any>, call?: Call): Promise<Variable> {
    return converse(
      {
        name: 'text-loss',
        purpose: 'evaluate',
        ...this.#options,
        role: 'evaluation',
        inputs: [this.instruction, prediction],
        judged: [prediction],
        system: criticSystem(this.instruction.render()),
        asked: [prediction],
      },
      call,
    )
  }
}

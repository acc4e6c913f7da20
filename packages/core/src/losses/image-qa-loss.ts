import type { Variable } from '../graph/variable.ts'
import { Module } from '../llm/module.ts'
import { imageQaInstruction } from '../prompts/evaluate.ts'
import type { Call } from '../run/call.ts'
import { MultiFieldEvaluation } from './multi-field-evaluation.ts'
import type { LossOptions } from './text-loss.ts'

export interface ImageQaOptions extends LossOptions {
  /** How to judge (default: whether it can be seen in the image and answers the question). */
  readonly instruction?: string | Variable
}

export interface ImageQaValues {
  /** Made with `image()`. */
  readonly image: Variable<any>
  readonly question: Variable<any>
  readonly answer: Variable<any>
}

/** A critic of an answer to a question about an image, which it sees itself. */
export class ImageQaLoss extends Module {
  readonly evaluation: MultiFieldEvaluation

  constructor({ instruction = imageQaInstruction, ...options }: ImageQaOptions) {
    super()
    this.evaluation = new MultiFieldEvaluation(instruction, {
      ...options,
      roles: ['Question', 'Image', 'Answer'],
    })
  }

  forward({ image, question, answer }: ImageQaValues, call?: Call): Promise<Variable> {
    return this.evaluation.forward([question, image, answer], call)
  }
}

import type { Variable } from '../graph/variable.ts'
import { Module } from '../llm/module.ts'
import { multiChoiceInstruction } from '../prompts/evaluate.ts'
import type { Call } from '../run/call.ts'
import { MultiFieldEvaluation } from './multi-field-evaluation.ts'
import type { LossOptions } from './text-loss.ts'

export interface MultiChoiceOptions extends LossOptions {
  /** How to judge (default: be critical, do not solve it). */
  readonly instruction?: string | Variable
}

/** A critic of an answer to a multiple-choice question, for improving answers at test time: it never sees the truth. */
export class MultiChoiceLoss extends Module {
  readonly evaluation: MultiFieldEvaluation

  constructor({ instruction = multiChoiceInstruction, ...options }: MultiChoiceOptions) {
    super()
    this.evaluation = new MultiFieldEvaluation(instruction, { ...options, roles: ['Question', 'Answer'] })
  }

  forward(question: Variable<any>, answer: Variable<any>, call?: Call): Promise<Variable> {
    return this.evaluation.forward([question, answer], call)
  }
}

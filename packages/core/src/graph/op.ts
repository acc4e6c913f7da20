import type { ImagePart } from '../llm/engine.ts'
import type { Feedback, Gradient } from './gradient.ts'
import type { Variable } from './variable.ts'

/** How a value was made: the edges of the graph, and how feedback passes along each of them. */
export interface Op {
  readonly name: string
  readonly inputs: readonly Variable<any>[]
  /** What was asked, where the inputs alone do not tell, as with a model that was sent a template filled in. */
  readonly input?: string
  /**
   * Feedback for each input, in their order; undefined says nothing. Edges that a model has to word are
   * promises, so that all run at once. Only trainable inputs need an answer.
   */
  backward(at: BackwardAt): readonly EdgeFeedback[]
}

/** At once where nobody has to be asked. */
export type Answer = PassedFeedback | Promise<PassedFeedback | undefined>
export type EdgeFeedback = Passed | Promise<Passed>
export type Passed = PassedFeedback | readonly PassedFeedback[] | undefined
export type PassedFeedback = Feedback &
  Partial<Pick<Gradient, 'from' | 'context' | 'group' | 'weight' | 'evaluation'>>

export interface BackwardAt {
  readonly output: Variable<any>
  /** The feedback on the output that asks for a change: at least one. */
  readonly gradients: readonly Gradient[]
  readonly mode: BackwardMode
  /** Asks the backward engine about the edge to an input; undefined when it says nothing. */
  ask(input: number, use: Use): Answer
}

/** How an op used an input, for a model that words feedback on it. */
export interface Use {
  /** What was shown and what came of it, as tagged sections. */
  readonly conversation: string
  /** The images that the conversation refers to. */
  readonly images?: readonly ImagePart[]
  /** Whether the output is a judgement of this input. */
  readonly judges?: boolean
}

/**
 * 'pass-through': what a loss says is the gradient of what it judged, without a call; 'per-edge': one call
 * per edge, as in the TextGrad paper; 'graph': no call, the update is shown the recorded graph, as in Trace.
 */
export type BackwardMode = 'pass-through' | 'per-edge' | 'graph'

/** Whether all that is known of a variable is its own evaluation: it is a loss, and nothing was made from it. */
export function isOwnEvaluation(gradients: readonly Gradient[]): boolean {
  return gradients.every(({ evaluation }) => evaluation)
}

/** The evaluation that a loss is: its own text, from itself. */
export function ownEvaluation(loss: Variable<any>): Gradient {
  return { kind: 'feedback', text: loss.render(), from: loss, evaluation: true }
}

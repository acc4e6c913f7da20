import type { Json } from '../json.ts'
import type { ImagePart } from '../llm/engine.ts'
import type { Variable } from './variable.ts'

/**
 * What is said of a value: how it should change ('feedback'), or that it need not ('satisfied').
 * Saying nothing is not feedback: an op that has nothing to say of an input returns undefined.
 */
export interface Feedback {
  readonly kind: 'feedback' | 'satisfied'
  readonly text: string
  /** The same fact for programs: `{ goal, structure, by, unit }`. */
  readonly data?: Json
}

/** Feedback that has reached a variable, with where it came from. */
export interface Gradient extends Feedback {
  /** The variable whose use produced it. */
  readonly from: Variable<any>
  /** It is what a loss says itself, rather than something that was said of it. */
  readonly evaluation?: true
  /** How the variable was used when it earned this feedback. */
  readonly context?: UseContext
  /** The aggregation that it belongs to: gradients of one group are merged where they meet. */
  readonly group?: string
  /** The share of the whole that the loss it comes from has, from 0 to 1, where losses are weighted. */
  readonly weight?: number
  /** In 'graph' mode: all that was recorded, shared by the parameters below the loss. */
  readonly trace?: Trace
}

/** The conversation in which a variable was used, and what came of it. */
export interface UseContext {
  readonly conversation: string
  readonly outputRole: string
  /** What came of it. */
  readonly output?: string
  /** The images that were shown in it, which it refers to by name. */
  readonly images?: readonly ImagePart[]
}

/** A recorded computation as one update call shows it to the model. */
export interface Trace {
  readonly text: string
  /** The same in at most about so many tokens: long values are cut short. */
  within(tokens: number, count: (text: string) => number): string
}

/** What was said, with how much it counts. */
export function weighedText({ text, weight }: Gradient): string {
  return weight === undefined || weight === 1 ? text : `(counts ${Math.round(100 * weight)} %) ${text}`
}

export const satisfied: Feedback = { kind: 'satisfied', text: '' }

export function feedback(text: string, data?: Json): Feedback {
  return data === undefined ? { kind: 'feedback', text } : { kind: 'feedback', text, data }
}

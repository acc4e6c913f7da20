import type { Evaluated } from './evaluated.ts'
import type { Parameters } from './parameter.ts'

/** A kind of objective: what it punishes, what it needs to know, and its value with the exact gradient. */
export interface ObjectiveKind<Values extends Readonly<Record<string, number>>> {
  /** In words, for a person or a model. */
  readonly title: string
  readonly parameters: Parameters<Values>
  /**
   * Whether it is convex in the doses: only then is the minimum that is found one over all fluences, if every other
   * objective is convex, too.
   */
  convex(values: Values): boolean
  /** Of the doses of all voxels of a structure, at least one, in the unit of the dose parameters. Without the penalty. */
  evaluate(doses: Float64Array, values: Values): Evaluated
}

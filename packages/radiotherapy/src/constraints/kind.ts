import type { Parameters } from '../objectives/parameter.ts'

/** The bounds of what a constraint speaks of; at least one of them. */
export type Range = { readonly min?: number; readonly max?: number }

/** A function c of the doses that has to stay between two bounds, with its derivative by each dose. */
export interface Bounded {
  readonly value: number
  readonly gradient: Float64Array
  readonly lower: number
  readonly upper: number
}

/** A kind of constraint: what must hold, what it needs to know, and the functions that must stay in their bounds. */
export interface ConstraintKind<Values extends Readonly<Record<string, number | undefined>>> {
  /** In words, for a person or a model. */
  readonly title: string
  readonly parameters: Parameters<Values>
  /** Whether the doses that fulfil it are a convex set. */
  convex(values: Values): boolean
  /** Of the doses of all voxels of a structure, at least one, in the unit of the dose parameters. */
  evaluate(doses: Float64Array, values: Values): readonly Bounded[]
}

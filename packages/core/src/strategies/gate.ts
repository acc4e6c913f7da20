import type { Call } from '../run/call.ts'
import { compareEvaluations } from '../run/problem.ts'
import type { Evaluated } from './strategy.ts'

/** Decides whether a candidate replaces the one it was made from. */
export interface Gate {
  readonly name: string
  accept(child: Evaluated, parent: Evaluated, call: Call): boolean | Promise<boolean>
}

/** Accepts what is better than its parent; a tie is not. */
export const improves: Gate = {
  name: 'improves',
  accept: (child, parent) => compareEvaluations(child.evaluation, parent.evaluation) > 0,
}

/** Accepts whatever could be evaluated, as plain gradient descent does. */
export const always: Gate = {
  name: 'always',
  accept: (child) => child.evaluation.error === undefined,
}

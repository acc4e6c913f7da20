import type { Call } from '../run/call.ts'
import { compareEvaluations } from '../run/problem.ts'
import { pairedBootstrap, pairedDifferences, signTest } from './paired-tests.ts'
import type { Evaluated } from './strategy.ts'

/** Decides whether a candidate replaces the one it was made from. */
export interface Gate {
  readonly name: string
  /** Whether a run may go back to a candidate that was accepted before (default: no, what was tried is not new). */
  readonly revisits?: boolean
  accept(child: Evaluated, parent: Evaluated, call: Call): boolean | Promise<boolean>
}

/** Accepts what is better than its parent; a tie is not. */
export const improves: Gate = {
  name: 'improves',
  accept: (child, parent) => compareEvaluations(child.evaluation, parent.evaluation) > 0,
}

/** Accepts what is as good as its parent or better: a search may wander over a plateau, but never down from it. */
export const noWorse: Gate = {
  name: 'noWorse',
  accept: ({ evaluation }, parent) =>
    evaluation.error === undefined &&
    !Number.isNaN(evaluation.score) &&
    compareEvaluations(evaluation, parent.evaluation) >= 0,
}

/** Accepts whatever could be evaluated, as plain gradient descent does. */
export const always: Gate = {
  name: 'always',
  revisits: true,
  accept: (child) => child.evaluation.error === undefined,
}

export interface SignificantOptions {
  /**
   * 'sign' counts the items that got better and worse; it is exact for any number of items. 'bootstrap' weighs by how
   * much, and is too bold with fewer than some ten items: where all of three got better, it is sure.
   */
  readonly test: 'bootstrap' | 'sign'
  /** The probability of accepting what is no better that is put up with (default: 0.05). */
  readonly alpha?: number
  /** Resamples of the bootstrap (default: 10000). */
  readonly resamples?: number
}

/**
 * Accepts a candidate only if it is better than its parent by a paired one-sided test over the items that both were
 * judged on: p is at most alpha. What could be evaluated beats what could not, and a feasible candidate one that is
 * not, without a test. Each candidate is one test: of many that are no better, a share of alpha still passes.
 * @throws TypeError for an unknown test; RangeError for an alpha outside 0 to 1, or resamples that are not a whole
 * number from 1 up. Accepting throws TypeError for evaluations without items, or without an item id in common.
 */
export function significant({ test, alpha = 0.05, resamples = 10_000 }: SignificantOptions): Gate {
  if (test !== 'bootstrap' && test !== 'sign') {
    throw new TypeError(`Expected the test to be 'bootstrap' or 'sign', got '${String(test)}'`)
  }
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Expected alpha to be between 0 and 1, got ${alpha}`)
  if (!Number.isSafeInteger(resamples) || resamples < 1) {
    throw new RangeError(`Expected resamples to be a whole number from 1 up, got ${resamples}`)
  }
  return {
    name: `significant by ${test}`,
    accept({ evaluation: child }, { evaluation: parent }, call) {
      const order = compareEvaluations({ ...child, score: 0 }, { ...parent, score: 0 })
      if (order !== 0) return order > 0
      if (child.error !== undefined) return false
      const differences = pairedDifferences(child.items, parent.items)
      const p = test === 'sign' ? signTest(differences) : pairedBootstrap(differences, resamples, call.random)
      return p <= alpha
    },
  }
}

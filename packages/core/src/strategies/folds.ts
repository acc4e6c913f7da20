import type { Problem } from '../run/problem.ts'
import { random } from '../run/random.ts'

export interface FoldOptions {
  /** How many parts the items are split into; each is the validation part once. */
  readonly folds: number
  readonly seed: number
}

export interface Fold<Item> {
  readonly train: readonly Item[]
  readonly validation: readonly Item[]
}

/**
 * Splits items for k-fold cross-validation: every item validates exactly once and trains in all other folds. The
 * items are shuffled before, from the seed; the sizes of the validation parts differ by at most one.
 * @throws RangeError for folds that are not a whole number from 2 up to the number of items.
 */
export function kFold<Item>(items: readonly Item[], { folds, seed }: FoldOptions): Fold<Item>[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > items.length) {
    throw new RangeError(
      `Expected folds to be a whole number from 2 up to the number of items (${items.length}), got ${folds}`,
    )
  }
  const order = random(seed, 'folds').shuffle(items)
  const start = (fold: number): number => Math.floor((fold * order.length) / folds)
  return Array.from({ length: folds }, (_, fold) => ({
    train: [...order.slice(0, start(fold)), ...order.slice(start(fold + 1))],
    validation: order.slice(start(fold), start(fold + 1)),
  }))
}

/**
 * A problem as k problems, one for each split of its items (training and validation together; the same item in both
 * counts once). Run `optimize` on each, with a journal of its own, and report the mean over the validation parts.
 * The folds share what the problem holds and do not own it: disposing one does nothing, dispose the problem.
 * @throws TypeError for a problem without items; RangeError as kFold.
 */
export function foldProblems<Item>(problem: Problem<Item>, options: FoldOptions): Problem<Item>[] {
  if (!problem.items) throw new TypeError('Expected a problem with items: folds are splits of them')
  const items = [...new Set([...problem.items.train, ...problem.items.validation])]
  return kFold(items, options).map((split) => ({
    ...problem,
    items: split,
    // The problem may be an instance of a class, whose methods are not copied.
    build: (candidate) => problem.build(candidate),
    ...(problem.moves && { moves: (candidate, source) => problem.moves!(candidate, source) }),
    async [Symbol.asyncDispose]() {},
  }))
}

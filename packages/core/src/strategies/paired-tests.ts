import type { ItemEvaluation } from '../run/problem.ts'
import type { Random } from '../run/random.ts'

/**
 * Score of the child minus score of its parent, for each item that both were judged on, paired by id.
 * @throws TypeError without items, with two items of the same id in one evaluation, or without an id in common;
 * RangeError for a score that is not a finite number.
 */
export function pairedDifferences(
  child: readonly ItemEvaluation[] | undefined,
  parent: readonly ItemEvaluation[] | undefined,
): number[] {
  const after = scoresById(child, 'child')
  const before = scoresById(parent, 'parent')
  const common = [...after].filter(([id]) => before.has(id))
  if (common.length === 0) {
    throw new TypeError("Expected the child's and the parent's evaluation to have an item id in common")
  }
  return common.map(([id, score]) => score - before.get(id)!)
}

function scoresById(items: readonly ItemEvaluation[] | undefined, whose: string): Map<string, number> {
  if (!items?.length) {
    throw new TypeError(
      `Expected the ${whose}'s evaluation to have items: a paired test compares item by item`,
    )
  }
  const scores = new Map<string, number>()
  for (const { id, score } of items) {
    if (scores.has(id)) {
      throw new TypeError(`Expected item ids to be unique in the ${whose}'s evaluation, got '${id}' twice`)
    }
    if (!Number.isFinite(score)) {
      throw new RangeError(`Expected the score of item '${id}' of the ${whose} to be finite, got ${score}`)
    }
    scores.set(id, score)
  }
  return scores
}

/**
 * The exact one-sided sign test: the probability of at least as many wins (differences above 0) if wins and losses
 * were equally likely. Ties are dropped; only ties give 1. (Dixon and Mood, "The statistical sign test", Journal of
 * the American Statistical Association 41, 1946, p. 557-566.)
 */
export function signTest(differences: readonly number[]): number {
  const wins = differences.filter((difference) => difference > 0).length
  const losses = differences.filter((difference) => difference < 0).length
  return fairCoinTail(wins, wins + losses)
}

/**
 * P(X >= heads) in so many tosses of a fair coin: the sum of C(tosses, k) / 2^tosses from k = heads up. The terms are
 * added from k = tosses down by their logarithms, with C(n, k - 1) = C(n, k) * k / (n - k + 1), so none of them is
 * lost below the smallest number.
 */
export function fairCoinTail(heads: number, tosses: number): number {
  let term = -tosses * Math.LN2
  let total = term
  for (let k = tosses; k > heads; k--) {
    term += Math.log(k / (tosses - k + 1))
    const [larger, smaller] = term > total ? [term, total] : [total, term]
    total = larger + Math.log1p(Math.exp(smaller - larger))
  }
  return Math.min(1, Math.exp(total))
}

/**
 * The paired bootstrap: the share of resamples (as many differences, drawn with replacement) whose mean is not above
 * 0. (Koehn, "Statistical significance tests for machine translation evaluation", EMNLP 2004, p. 388-395; Efron and
 * Tibshirani, "An introduction to the bootstrap", 1993, chapter 13.)
 */
export function pairedBootstrap(differences: readonly number[], resamples: number, random: Random): number {
  // Differences that cancel out may leave a rest of rounding, which is no improvement.
  const rest = 1e-12 * differences.reduce((sum, difference) => sum + Math.abs(difference), 0)
  let notBetter = 0
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0
    for (let draw = 0; draw < differences.length; draw++) sum += random.pick(differences)
    if (sum <= rest) notBetter++
  }
  return notBetter / resamples
}

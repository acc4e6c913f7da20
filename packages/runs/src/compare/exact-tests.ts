import { signTest } from '@textgrad/core'

/** Two counts that chance would make alike, and how likely it makes them as different as they are. */
export interface ExactTest {
  readonly wins: number
  readonly losses: number
  /** Two-sided. */
  readonly p: number
}

/**
 * The exact binomial test of as many wins as losses, two-sided: twice the smaller tail of a fair coin, at most 1. With
 * differences it is the sign test; those that are 0 are left out. (Dixon and Mood, "The statistical sign test", Journal of the
 * American Statistical Association 41, 1946, p. 557-566.)
 */
export function exactSignTest(differences: readonly number[]): ExactTest {
  const wins = differences.filter((difference) => difference > 0).length
  const losses = differences.filter((difference) => difference < 0).length
  const side = wins >= losses ? 1 : -1
  return { wins, losses, p: Math.min(1, 2 * signTest(differences.map((difference) => side * difference))) }
}

/** Whether two contenders were right about the same thing. */
export type Outcomes = readonly [one: boolean, other: boolean]

/**
 * McNemar's test, exact and two-sided: of the pairs that only one of the two was right about, each is as likely to be either's.
 * A win is a pair that only the first was right about. (Q. McNemar, "Note on the sampling error of the difference between
 * correlated proportions or percentages", Psychometrika 12, 1947, p. 153-157; exact as a binomial test.)
 */
export function mcNemar(pairs: readonly Outcomes[]): ExactTest {
  return exactSignTest(pairs.map(([one, other]) => Number(one) - Number(other)))
}

import { evaluationsTo, type Point } from './best-so-far.ts'
import { mean, pairedDifference, type Difference } from './bootstrap.ts'
import { exactSignTest, mcNemar, type ExactTest } from './exact-tests.ts'
import type { Trial } from './trial.ts'

/** One optimizer against another, at the end of the budget. A win is the first one's. */
export interface PairTest {
  readonly first: string
  readonly other: string
  /** Scores that were compared: of the cases, each the mean over its seeds, or of the seeds where there is one case. */
  readonly pairs: number
  /** Score of the first minus score of the other: the mean of the pairs, with the paired bootstrap. */
  readonly difference: Difference
  /** Whose best is better, pair by pair: feasible rather than not, and then by the score. Exact binomial. */
  readonly sign: ExactTest
  /** Who was right, by McNemar's exact test, where there is something to be right about. */
  readonly right?: ExactTest & { readonly about: 'the target' | 'items' }
}

interface TestOptions {
  readonly target?: number
  readonly seed?: number
}

/**
 * Tests an optimizer against another one that was tried on the same cases with the same seeds. What depends on each other
 * counts once: where there are several cases, a case has the mean of its scores, and is right if it is for most of its seeds;
 * likewise an item.
 */
export function pairTest(
  first: readonly Trial[],
  other: readonly Trial[],
  { target, seed = 1 }: TestOptions,
): PairTest {
  const differencesOf = (of: (last: Point) => number): number[] =>
    paired(first, other, (trials) => unitsOf(trials, ({ points }) => of(points.at(-1)!))).map(
      ([one, another]) => one - another,
    )
  const differences = differencesOf(({ score }) => score)
  const feasible = differencesOf(({ feasible }) => Number(feasible))
  const right = rightness(first, other, target)
  return {
    first: first[0]!.optimizer,
    other: other[0]!.optimizer,
    pairs: differences.length,
    difference: pairedDifference(differences, { seed }),
    sign: exactSignTest(differences.map((difference, place) => feasible[place]! || difference)),
    ...(right && { right }),
  }
}

function rightness(
  first: readonly Trial[],
  other: readonly Trial[],
  target: number | undefined,
): PairTest['right'] {
  const outcomes = (of: (trials: readonly Trial[]) => ReadonlyMap<string, number>): ExactTest =>
    mcNemar(paired(first, other, of).map(([one, another]) => [one > 0.5, another > 0.5] as const))
  if (target !== undefined) {
    const isReached = ({ points }: Trial): number => Number(evaluationsTo(points, target) !== undefined)
    return { about: 'the target', ...outcomes((trials) => unitsOf(trials, isReached)) }
  }
  if (!judgesItems([...first, ...other])) return undefined
  return { about: 'items', ...outcomes(itemsOf) }
}

/** Whether every best was judged on items that are either right or wrong. */
function judgesItems(trials: readonly Trial[]): boolean {
  return trials.every(({ items }) => {
    const scores = Object.values(items)
    return scores.length > 0 && scores.every((score) => score === 0 || score === 1)
  })
}

/** A number for each case, or for each seed where there is one case. */
function unitsOf(trials: readonly Trial[], of: (trial: Trial) => number): Map<string, number> {
  const cases = Map.groupBy(trials, (trial) => trial.case)
  const groups = cases.size > 1 ? cases : Map.groupBy(trials, ({ seed }) => String(seed))
  return meansOf([...groups].map(([name, some]) => [name, some.map(of)]))
}

/** How often each item was right. */
function itemsOf(trials: readonly Trial[]): Map<string, number> {
  const scored = trials.flatMap((trial) =>
    Object.entries(trial.items).map(([id, score]) => ({ key: JSON.stringify([trial.case, id]), score })),
  )
  const groups = Map.groupBy(scored, ({ key }) => key)
  return meansOf([...groups].map(([key, some]) => [key, some.map(({ score }) => score)]))
}

function meansOf(groups: readonly (readonly [string, readonly number[]])[]): Map<string, number> {
  return new Map(groups.map(([name, values]) => [name, mean(values)]))
}

/** What both have, side by side. */
function paired(
  first: readonly Trial[],
  other: readonly Trial[],
  of: (trials: readonly Trial[]) => ReadonlyMap<string, number>,
): (readonly [number, number])[] {
  const others = of(other)
  return [...of(first)].flatMap(([key, value]) => {
    const another = others.get(key)
    return another === undefined ? [] : [[value, another] as const]
  })
}

import type { Call } from '../run/call.ts'
import { compareEvaluations, type Candidate, type Evaluation } from '../run/problem.ts'
import { random, type Random } from '../run/random.ts'
import { paretoStandings } from './pareto.ts'
import { candidateId, type Evaluate, type Evaluated, type History, type Proposal } from './strategy.ts'

/** Who proposes what was merged. */
const mergedBy = 'gepa-merge'

/** How many validation items a merged candidate is tested on. */
const testSize = 5

/** A candidate that takes from two others what each of them changed since their common ancestor. */
export interface Merge {
  readonly id: string
  readonly candidate: Candidate
  /** In the order of the pool. */
  readonly parents: readonly [Evaluated, Evaluated]
  readonly ancestor: Evaluated
}

export interface MergeSettings {
  /** At most so many merged candidates may pass their test. */
  readonly merges: number
  readonly seed: number
  /** How many validation items there are; only candidates that were judged on each of them can be merged. */
  readonly validation: number
}

export interface MergePlan {
  /** What to merge in the step under way. */
  readonly due: Merge | undefined
  /** How many steps before this one went to a merge. */
  readonly earlier: number
}

/**
 * What merging did in the steps so far, and what it does in this one: a step after an accepted candidate merges two of
 * those worth going on from, if there are two that can be. It goes through the history from its start, so nothing is
 * tested twice, although a merged candidate that was refused is not in it.
 */
export function planMerges(history: History, { merges, seed, validation }: MergeSettings): MergePlan {
  const all = [...history.pool, ...history.failed]
  const tested = new Set<string>()
  let due: Merge | undefined
  for (const step of new Set(history.pool.map((accepted) => accepted.step + 1))) {
    const before = all.filter((one) => one.step < step)
    if (before.filter(({ by }) => by === mergedBy).length >= merges) break
    const pool = history.pool.filter((one) => one.step < step)
    const taken = new Set([...tested, ...before.map(({ id }) => id)])
    const found = findMerge(pool, { taken, validation, random: random(seed, `merge-${step}`) })
    if (step === history.step) due = found
    else if (found) tested.add(found.id)
  }
  return { due, earlier: tested.size }
}

interface Search {
  /** The ids of candidates that are known already. */
  readonly taken: ReadonlySet<string>
  readonly validation: number
  readonly random: Random
}

function findMerge(pool: readonly Evaluated[], search: Search): Merge | undefined {
  const standing = paretoStandings(pool)
    .map(({ candidate }) => candidate)
    .filter(({ evaluation }) => evaluation.items?.length === search.validation)
  const pairs = standing.flatMap((first, index) =>
    standing.slice(index + 1).map((second) => [first, second] as const),
  )
  for (const parents of search.random.shuffle(pairs)) {
    const ancestor = commonAncestor(parents, pool)
    if (!ancestor) continue
    const candidate = mergeOf(parents, ancestor)
    const id = candidateId(candidate)
    if (!search.taken.has(id)) return { id, candidate, parents, ancestor }
  }
  return undefined
}

/** The youngest common ancestor that is no better than either; none where one is an ancestor of the other. */
export function commonAncestor(
  [first, second]: Merge['parents'],
  pool: readonly Evaluated[],
): Evaluated | undefined {
  const aboveFirst = ancestorsOf(first, pool)
  const aboveSecond = ancestorsOf(second, pool)
  if (aboveFirst.has(second.id) || aboveSecond.has(first.id)) return undefined
  return pool.findLast(
    ({ id, evaluation }) =>
      aboveFirst.has(id) &&
      aboveSecond.has(id) &&
      compareEvaluations(evaluation, first.evaluation) <= 0 &&
      compareEvaluations(evaluation, second.evaluation) <= 0,
  )
}

function ancestorsOf({ parents }: Evaluated, pool: readonly Evaluated[]): ReadonlySet<string> {
  const found = new Set(parents)
  // Whatever a candidate was made from stands before it in the pool.
  for (const one of pool.toReversed()) {
    if (found.has(one.id)) for (const parent of one.parents) found.add(parent)
  }
  return found
}

/**
 * Each component from the parent that changed it since the ancestor; where both did, from the better one, and of equal
 * ones from the first.
 */
export function mergeOf([first, second]: Merge['parents'], { candidate: old }: Evaluated): Candidate {
  const [better, other] =
    compareEvaluations(second.evaluation, first.evaluation) > 0 ? [second, first] : [first, second]
  const components = Object.keys(old).map((name) => {
    const from = better.candidate[name] === old[name] ? other : better
    return [name, from.candidate[name]!] as const
  })
  return Object.fromEntries(components)
}

/**
 * Tests a merged candidate on a few validation items, where its parents' scores are known, and proposes it if it is at
 * least as good there as the better one of them; else tells why not.
 */
export async function tryMerge(merge: Merge, place: Call, evaluate: Evaluate): Promise<Proposal | undefined> {
  const { candidate, parents } = merge
  const places = testPlaces(parents, place.random)
  const child = onPlaces(await evaluate(candidate, { of: 'validation', places }))
  const [first, second] = parents.map(({ evaluation }) => onPlaces(evaluation, places)) as [
    Evaluation,
    Evaluation,
  ]
  const better = compareEvaluations(second, first) > 0 ? second : first
  if (compareEvaluations(child, better) >= 0) {
    return { candidate, parents: parents.map(({ id }) => id), by: mergedBy }
  }
  const { error, score } = child
  const found =
    error ?? `it has ${score} on ${places.length} validation items, the better one ${better.score}`
  await place.emit({
    type: 'note',
    text: `Merging ${parents[0].id} and ${parents[1].id} was refused: ${found}.`,
  })
  return undefined
}

/**
 * Some validation items, by their places: in equal parts (two each, at five) those on which the first parent is better,
 * those on which the second is, and ties; where one kind has too few, any others instead.
 */
export function testPlaces([first, second]: Merge['parents'], source: Random): number[] {
  const difference = second.evaluation.items!.map(
    ({ score }, place) => score - first.evaluation.items![place]!.score,
  )
  const places = source.shuffle(difference.map((_, place) => place))
  const kinds = [
    places.filter((place) => difference[place]! < 0),
    places.filter((place) => difference[place]! > 0),
    places.filter((place) => !(difference[place]! < 0 || difference[place]! > 0)),
  ]
  const each = Math.ceil(testSize / kinds.length)
  const split = kinds.flatMap((kind) => kind.slice(0, each)).slice(0, testSize)
  const others = places.filter((place) => !split.includes(place))
  return [...split, ...others.slice(0, testSize - split.length)].toSorted((a, b) => a - b)
}

/** An evaluation whose score is the sum over its items, or over those at some places. */
export function onPlaces(evaluation: Evaluation, places?: readonly number[]): Evaluation {
  const { items } = evaluation
  if (!items) return evaluation
  const chosen = places ? places.map((place) => items[place]!) : items
  return { ...evaluation, score: chosen.reduce((sum, { score }) => sum + score, 0) }
}

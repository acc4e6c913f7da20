import { compareEvaluations } from '../run/problem.ts'
import type { Random } from '../run/random.ts'
import type { Evaluated } from './strategy.ts'

/** A candidate that nothing else in its pool makes up for. */
export interface Standing {
  readonly candidate: Evaluated
  /** On how many fronts it is: on so many items nothing is better. */
  readonly fronts: number
}

/**
 * For each item, the candidates with the best score on it; where no evaluation has items, those with the best score.
 * Who was not judged on an item is not on its front. Candidates that could not be evaluated, or are not feasible,
 * count only where there is nothing better. A score that is not a finite number is the lowest.
 */
export function paretoFronts(pool: readonly Evaluated[]): Set<Evaluated>[] {
  const able = ofTheBestKind(pool)
  const byItem = new Map<string, [Evaluated, number][]>()
  for (const candidate of able) {
    for (const { id, score } of candidate.evaluation.items ?? []) {
      const judged = byItem.get(id) ?? []
      judged.push([candidate, score])
      byItem.set(id, judged)
    }
  }
  if (byItem.size === 0) return [best(able.map((candidate) => [candidate, candidate.evaluation.score]))]
  return [...byItem.values()].map(best)
}

/**
 * The candidates of a pool that are worth going on from, in its order. A candidate is dropped when every front that it
 * is on holds another one that is left; the lowest mean score goes first, and of equal ones the older, as the younger
 * has shown on a minibatch that it is better. (Agrawal et al., "GEPA: Reflective prompt evolution can outperform
 * reinforcement learning", arXiv 2507.19457, algorithm 2.)
 */
export function paretoStandings(pool: readonly Evaluated[]): Standing[] {
  const fronts = paretoFronts(pool)
  const frontsOf = (candidate: Evaluated) => fronts.filter((front) => front.has(candidate))
  const lowestFirst = pool.toSorted((a, b) => worth(a.evaluation.score) - worth(b.evaluation.score) || 0)
  for (const candidate of lowestFirst) {
    const its = frontsOf(candidate)
    if (its.every(({ size }) => size > 1)) for (const front of its) front.delete(candidate)
  }
  return pool.flatMap((candidate) => {
    const { length } = frontsOf(candidate)
    return length === 0 ? [] : [{ candidate, fronts: length }]
  })
}

/** One of the candidates, in proportion to the number of fronts that each is on. */
export function sampleByFronts(standings: readonly Standing[], random: Random): Evaluated {
  let left = random.integer(standings.reduce((sum, { fronts }) => sum + fronts, 0))
  const chosen = standings.find(({ fronts }) => (left -= fronts) < 0)
  return chosen!.candidate
}

function best(judged: readonly (readonly [Evaluated, number])[]): Set<Evaluated> {
  const highest = judged.reduce((most, [, score]) => Math.max(most, worth(score)), Number.NEGATIVE_INFINITY)
  return new Set(judged.filter(([, score]) => worth(score) === highest).map(([candidate]) => candidate))
}

function ofTheBestKind(pool: readonly Evaluated[]): readonly Evaluated[] {
  const kinds = pool.map(({ evaluation }) => ({ ...evaluation, score: 0 }))
  return pool.filter((_, index) => kinds.every((other) => compareEvaluations(kinds[index]!, other) >= 0))
}

/** A run's journal is JSON, in which such numbers are all null. */
function worth(score: number): number {
  return Number.isFinite(score) ? score : Number.NEGATIVE_INFINITY
}

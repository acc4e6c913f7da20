import { compareEvaluations, random, type Candidate, type Evaluated, type Strategy } from '@textgrad/core'

import { keyOf } from '../archive.ts'
import { folding } from '../folding.ts'
import { drawing, fresh } from '../fresh.ts'
import { atLeast, positive } from '../option.ts'
import { startingCube, type Cube, type Point } from '../space.ts'
import { ball, sample, spread, update, type Distribution } from './distribution.ts'
import { defaultPopulation } from './rates.ts'

export interface CmaEsOptions {
  /** Candidates per generation, which is a step (default: 4 + 3·ln(n) for n coordinates); from 2 up. */
  readonly population?: number
  /** The first standard deviation, as a share of each range (default: 0.3). */
  readonly sigma?: number
}

const name = 'cma-es'
/** Where the distribution is narrower than this share of the ranges, it has converged. */
const narrowest = 1e-12
/** How many samples a step may draw to find some that were not tried before. */
const mostDraws = 10_000

interface State {
  readonly seed: number
  readonly cube: Cube
  readonly base: Candidate
  readonly distribution: Distribution
  readonly parents: readonly string[]
  readonly archive: Map<string, Evaluated>
}

/**
 * The CMA-ES: samples generations from a normal distribution around the start and fits its mean, width and
 * shape to the better half (N. Hansen, The CMA Evolution Strategy: A Tutorial, arXiv 1604.00772). Only the order
 * of the scores counts. A step is a generation, so `steps` times `population` is the number of evaluations.
 * Points outside of the ranges are moved to their edge. It is finished when it has converged.
 * @throws RangeError for an option out of its range. Its run throws TypeError for a problem without a space.
 */
export function cmaEs(options: CmaEsOptions = {}): Strategy {
  const sigma = positive('sigma', options.sigma ?? 0.3)
  const population =
    options.population === undefined ? undefined : atLeast('population', options.population, 2)
  const stateOf = folding<State>({
    begin(first, problem, seed) {
      const { cube, start } = startingCube(problem, name)
      const archive = new Map([[keyOf(first.candidate), first]])
      const distribution = ball(start, sigma)
      return { seed, cube, base: problem.start, distribution, parents: [first.id], archive }
    },
    take: learn,
  })
  return {
    name,
    async next(history, problem, call) {
      const state = stateOf(history, problem, call)
      if (spread(state.distribution) < narrowest) return []
      const draws = samples(state, history.step)
        .take(mostDraws)
        .map(({ candidate }) => candidate)
      const count = population ?? defaultPopulation(state.cube.size)
      return fresh(drawing(draws, { parents: state.parents, by: name }), count, state.archive)
    },
  }
}

/** What a generation teaches, whatever the gate made of it: a generation is what this strategy tried in a step. */
function learn(state: State, tried: readonly Evaluated[]): State {
  for (const one of tried) state.archive.set(keyOf(one.candidate), one)
  const generation = tried
    .filter(({ by }) => by === name)
    .toSorted((a, b) => compareEvaluations(b.evaluation, a.evaluation))
  // One alone has no order.
  if (generation.length < 2) return state
  const parents = generation.slice(0, Math.floor(generation.length / 2)).map(({ id }) => id)
  return { ...state, parents, distribution: update(state.distribution, pointsOf(generation, state)) }
}

/** The points that candidates were made from, before they were moved into the ranges and rounded: they are drawn again. */
function pointsOf(generation: readonly Evaluated[], state: State): Point[] {
  const missing = new Map<string, Point | undefined>(
    generation.map(({ candidate }) => [keyOf(candidate), undefined]),
  )
  let left = missing.size
  for (const { point, candidate } of samples(state, generation[0]!.step).take(mostDraws)) {
    const key = keyOf(candidate)
    if (!missing.has(key) || missing.get(key)) continue
    missing.set(key, point)
    if (--left === 0) break
  }
  // What was drawn with another seed, as before a run was forked, lies where its texts say.
  return generation.map(({ candidate }) => missing.get(keyOf(candidate)) ?? state.cube.encode(candidate)!)
}

/** The endless samples of a step. */
function* samples(state: State, step: number): Generator<{ point: Point; candidate: Candidate }> {
  const { seed, cube, base, distribution } = state
  const numbers = random(seed, `${name}/step-${step}`)
  for (;;) {
    const point = sample(distribution, numbers)
    yield { point, candidate: cube.decode(point, base) }
  }
}

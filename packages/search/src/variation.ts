import type { Candidate, Problem, Random, Space } from '@textgrad/core'

import { axesOf, clamp, formatNumber, type NumberDimension } from './dimension.ts'
import { anywhere, cubeOf } from './space.ts'

/** How the candidates of a problem are varied. */
export interface Variation {
  /** Candidates near one: the domain's own moves, or else steps in the space, which never end. */
  readonly near: (candidate: Candidate, random: Random) => AsyncIterable<Candidate> | Iterable<Candidate>
  /** A candidate from anywhere; undefined for a problem without a space. */
  readonly anywhere: (random: Random) => Candidate | undefined
  /** A candidate with parameters of both; undefined where only moves keep a candidate whole. */
  readonly cross: (a: Candidate, b: Candidate, random: Random) => Candidate | undefined
}

/**
 * What a problem offers to vary its candidates by.
 * @throws TypeError naming the strategy, for a problem with neither space nor moves.
 * @throws RangeError naming the parameter, for a range that is empty or has no logarithm.
 */
export function variationOf(problem: Problem<any>, strategy: string): Variation {
  const { start } = problem
  const space = problem.space && Object.keys(problem.space).length > 0 ? problem.space : undefined
  if (!space && !problem.moves) {
    throw new TypeError(`The strategy '${strategy}' needs a problem with a space or with moves`)
  }
  const cube = space && cubeOf(space)
  return {
    near: (candidate, random) => problem.moves?.(candidate, random) ?? steps(candidate, space!, random),
    anywhere: (random) => cube?.decode(anywhere(cube.size, random), start),
    cross: (a, b, random) => (problem.moves ? undefined : crossed(a, b, random)),
  }
}

function crossed(a: Candidate, b: Candidate, random: Random): Candidate {
  return Object.fromEntries(Object.keys(a).map((name) => [name, (random.next() < 0.5 ? a : b)[name]!]))
}

/** Endless candidates that differ in one parameter, and in each other with a chance of one in all. */
function* steps(candidate: Candidate, space: Space, random: Random): Generator<Candidate> {
  const parameters = Object.entries(space)
  for (;;) {
    const [always] = random.pick(parameters)
    const changed = parameters.filter(([name]) => name === always || random.next() < 1 / parameters.length)
    const texts = changed.map(([name, dimension]) => {
      const text = candidate[name] ?? ''
      const next =
        dimension.kind === 'choice'
          ? otherThan(text, dimension.options, random)
          : step(text, dimension, random)
      return [name, next] as const
    })
    yield { ...candidate, ...Object.fromEntries(texts) }
  }
}

function otherThan(text: string, options: readonly string[], random: Random): string {
  const others = options.filter((option) => option !== text)
  return others.length > 0 ? random.pick(others) : text
}

/**
 * A number near another: it moves by half of its range at most, and by any smaller order of magnitude as
 * often, down to 2^-16 of that. So no step length has to be known: the mutation of the breeder genetic
 * algorithm (H. Mühlenbein, D. Schlierkamp-Voosen, Evolutionary Computation 1 (1993) 25). An integer moves by
 * 1 at least.
 */
function step(text: string, dimension: NumberDimension, random: Random): string {
  const axes = axesOf('', dimension)
  const [at = random.next()] = axes.read(text) ?? []
  const direction = random.next() < 0.5 ? -1 : 1
  const moved = axes.write([clamp(at + direction * 0.5 * 2 ** (-16 * random.next()), 0, 1)])
  if (!dimension.integer || moved !== axes.write([at])) return moved
  return formatNumber(clamp(Number(moved) + direction, Math.ceil(dimension.from), Math.floor(dimension.to)))
}

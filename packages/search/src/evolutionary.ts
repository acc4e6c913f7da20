import { compareEvaluations, type Evaluated, type Proposal, type Random, type Strategy } from '@textgrad/core'

import { keyOf, type Archive } from './archive.ts'
import { folding, type Folded } from './folding.ts'
import { drawing, fresh } from './fresh.ts'
import { atLeast, share } from './option.ts'
import { variationOf, type Variation } from './variation.ts'

export interface EvolutionaryOptions {
  /** How many survive: the best of everything tried (default: 20). */
  readonly population?: number
  /** Children per step, evaluated at once (default: as many as the population). */
  readonly offspring?: number
  /** How often a child has two parents, from 0 to 1 (default: 0.9); with moves it always has one. */
  readonly crossover?: number
  /** Of how many survivors the best becomes a parent: more is greedier (default: 2). */
  readonly tournament?: number
}

const name = 'evolutionary'

interface State {
  readonly archive: Map<string, Evaluated>
  /** The best first. */
  readonly survivors: readonly Evaluated[]
}

/**
 * An evolutionary search, (μ + λ): parents win tournaments among the best candidates so far; a child takes
 * each parameter from either of two and is then varied, by the problem's moves or else by a small step in its
 * space (A. E. Eiben, J. E. Smith, Introduction to Evolutionary Computing, 2015, ch. 4-5). In the first step
 * the population is filled from all over the space. It is finished when it finds no new children.
 * @throws RangeError for an option out of its range. Its run throws TypeError for a problem with neither space
 * nor moves.
 */
export function evolutionary(options: EvolutionaryOptions = {}): Strategy {
  const population = atLeast('population', options.population ?? 20, 1)
  const offspring = atLeast('offspring', options.offspring ?? population, 1)
  const crossover = share('crossover', options.crossover ?? 0.9)
  const tournament = atLeast('tournament', options.tournament ?? 2, 1)
  const stateOf = evolving(population)
  return {
    name,
    async next(history, problem, call) {
      const variation = variationOf(problem, name)
      const { archive, survivors } = stateOf(history, problem, call)
      const missing = population - survivors.length
      const isStart = archive.size === 1
      const founders = isStart ? await fresh(strangers(variation, call.random), missing, archive) : []
      if (founders.length > 0) return founders
      const pick = (): Evaluated => wins(survivors, tournament, call.random)
      const draws = children(archive, { ...variation, pick, crossover, random: call.random })
      return fresh(draws, offspring, archive)
    },
  }
}

function evolving(population: number): Folded<State> {
  return folding<State>({
    begin: (first) => ({ archive: new Map([[keyOf(first.candidate), first]]), survivors: [first] }),
    take({ archive, survivors }, tried) {
      for (const one of tried) archive.set(keyOf(one.candidate), one)
      const ranked = [...survivors, ...tried].toSorted((a, b) =>
        compareEvaluations(b.evaluation, a.evaluation),
      )
      return { archive, survivors: ranked.slice(0, population) }
    },
  })
}

function wins(survivors: readonly Evaluated[], tournament: number, random: Random): Evaluated {
  const places = Array.from({ length: tournament }, () => random.integer(survivors.length))
  return survivors[Math.min(...places)]!
}

function* strangers(variation: Variation, random: Random): Generator<Proposal> {
  for (;;) {
    const candidate = variation.anywhere(random)
    if (!candidate) return
    yield { candidate, parents: [], by: name }
  }
}

interface Breeding extends Variation {
  readonly pick: () => Evaluated
  readonly crossover: number
  readonly random: Random
}

async function* children(archive: Archive, breeding: Breeding): AsyncGenerator<Proposal> {
  const { pick, near, cross, crossover, random } = breeding
  for (;;) {
    const [a, b] = [pick(), pick()]
    const crossed = random.next() < crossover ? cross(a.candidate, b.candidate, random) : undefined
    const candidate = crossed ?? a.candidate
    const origin = { parents: crossed && a !== b ? [a.id, b.id] : [a.id], by: name }
    const [child] = await fresh(drawing(near(candidate, random), origin), 1, archive, 10)
    // Where nothing is new, the parent again: it counts as a draw in vain.
    yield child ?? { candidate: a.candidate, ...origin }
  }
}

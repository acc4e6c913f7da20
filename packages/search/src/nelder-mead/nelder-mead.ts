import { compareEvaluations, type Candidate, type Evaluated, type Strategy } from '@textgrad/core'

import { keyOf } from '../archive.ts'
import { folding } from '../folding.ts'
import { positive } from '../option.ts'
import { startingCube, type Cube } from '../space.ts'
import { answer, begin, extent, type Simplex } from './simplex.ts'

export interface NelderMeadOptions {
  /** The edges of the first simplex, as a share of each range (default: 0.05). */
  readonly edge?: number
  /** It is finished when all vertices are this close to the best, as a share of each range (default: 1e-4) ... */
  readonly xatol?: number
  /** ... and their scores are this close to its score (default: 1e-4). */
  readonly fatol?: number
}

const name = 'nelder-mead'
/** So many moves in a row over candidates that are all known, and nothing new is to be expected. */
const idleMoves = 1000

interface State {
  readonly cube: Cube
  readonly base: Candidate
  readonly simplex: Simplex<Evaluated>
  readonly archive: Map<string, Evaluated>
  readonly finished: boolean
}

/**
 * The downhill simplex: a simplex of n + 1 candidates crawls and shrinks towards the best score (J. Nelder,
 * R. Mead, The Computer Journal 7 (1965) 308; in the details as SciPy, with `adaptive=False`). It needs no random
 * numbers and few evaluations for a handful of numbers; it finds the nearest optimum only. Most steps evaluate
 * one candidate, so `steps` is about the number of evaluations.
 * @throws RangeError for an option that is not above 0. Its run throws TypeError for a problem without a space.
 */
export function nelderMead(options: NelderMeadOptions = {}): Strategy {
  const edge = positive('edge', options.edge ?? 0.05)
  const xatol = positive('xatol', options.xatol ?? 1e-4)
  const fatol = positive('fatol', options.fatol ?? 1e-4)
  const converged = (simplex: Simplex<Evaluated>): boolean =>
    simplex.move === 'reflect' && extent(simplex) <= xatol && scoreRange(simplex) <= fatol
  const stateOf = folding<State>({
    begin(first, problem) {
      const { cube, start } = startingCube(problem, name)
      const edges = cube.least.map((least) => Math.max(least, edge))
      const simplex = begin({ point: start, value: first }, edges)
      const archive = new Map([[keyOf(first.candidate), first]])
      return advance({ cube, base: problem.start, simplex, archive, finished: false }, converged)
    },
    take(state, tried) {
      for (const one of tried) state.archive.set(keyOf(one.candidate), one)
      return advance(state, converged)
    },
  })
  return {
    name,
    async next(history, problem, call) {
      const state = stateOf(history, problem, call)
      if (state.finished) return []
      const parents = [...new Set(state.simplex.vertices.map(({ value }) => value.id))]
      const unknown = asked(state).filter(([key]) => !state.archive.has(key))
      return [...new Map(unknown).values()].map((candidate) => ({ candidate, parents, by: name }))
    },
  }
}

/** The candidates that the simplex asks for, by their keys. */
function asked({ cube, base, simplex }: State): (readonly [string, Candidate])[] {
  return simplex.asked.map((point) => {
    const candidate = cube.decode(point, base)
    return [keyOf(candidate), candidate] as const
  })
}

/** Goes on as far as is known without another evaluation. */
function advance(state: State, converged: (simplex: Simplex<Evaluated>) => boolean): State {
  let now = state
  for (let moves = 0; moves < idleMoves; moves++) {
    if (converged(now.simplex)) return { ...now, finished: true }
    const known = asked(now).flatMap(([key]) => now.archive.get(key) ?? [])
    if (known.length < now.simplex.asked.length) return now
    now = { ...now, simplex: answer(now.simplex, known, byEvaluation) }
  }
  return { ...now, finished: true }
}

function byEvaluation(a: Evaluated, b: Evaluated): number {
  return compareEvaluations(a.evaluation, b.evaluation)
}

/** The largest difference of a score from the best one; infinite between what obeys the constraints and not. */
function scoreRange({ vertices }: Simplex<Evaluated>): number {
  const [best, ...others] = vertices.map(({ value }) => value.evaluation)
  const distances = others.map((other) =>
    other.feasible === best!.feasible ? Math.abs(best!.score - other.score) : Number.POSITIVE_INFINITY,
  )
  return Math.max(...distances)
}
